/// Base32 of RFC 4648 without padding, on spans: a secret need not leave its memory for it.
///
/// Digits are computed, not looked up, so that no table access depends on a secret.
package enum Base32 {
    /// The number of digits for so many bytes.
    package static func digitCount(for byteCount: Int) -> Int { (byteCount * 8 + 4) / 5 }

    /// Appends the digits of `bytes`, in upper or lower case.
    package static func append(
        _ bytes: RawSpan, to output: inout OutputRawSpan, uppercase: Bool = false
    ) {
        let first: UInt32 = uppercase ? 0x41 : 0x61
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for index in 0..<bytes.byteCount {
            buffer = buffer << 8 | UInt32(bytes.byte(at: index))
            bits += 8
            while bits >= 5 {
                bits -= 5
                unsafe output.append(digit(buffer >> bits & 31, first), as: UInt8.self)
            }
            buffer &= 1 << bits - 1
        }
        guard bits > 0 else { return }
        unsafe output.append(digit(buffer << (5 - bits) & 31, first), as: UInt8.self)
    }

    /// Appends the bytes of `digits`, in either case; `false` if a character is no digit, the length
    /// is none that whole bytes have, or left-over bits are not zero.
    package static func appendDecoded(
        _ digits: RawSpan, to output: inout OutputRawSpan
    ) -> Bool {
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        var isValid = ![1, 3, 6].contains(digits.byteCount % 8)
        for index in 0..<digits.byteCount {
            let value = value(of: digits.byte(at: index))
            isValid = isValid && value < 32
            buffer = (buffer & 0xFF) << 5 | UInt32(value & 31)
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            unsafe output.append(UInt8(truncatingIfNeeded: buffer >> bits), as: UInt8.self)
        }
        return isValid && buffer & (1 << bits - 1) == 0
    }

    /// The digits of bytes that are no secret, in lower case.
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = SecretBytes(capacity: digitCount(for: bytes.count)) { output in
            append(unsafe bytes.span.bytes, to: &output)
        }
        return digits.withBytes { digits in
            unsafe digits.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }

    /// 0…25 are letters, 26…31 are `2`…`7`.
    private static func digit(_ value: UInt32, _ firstLetter: UInt32) -> UInt8 {
        let isNumeral = (25 &- value) >> 31
        let letter = firstLetter &+ value
        let numeral = 0x32 &+ value &- 26
        return UInt8(truncatingIfNeeded: letter ^ ((letter ^ numeral) & (0 &- isNumeral)))
    }

    /// 0…31; 255 for what is no digit.
    private static func value(of character: UInt8) -> UInt8 {
        let folded = character & 0xDF
        let isLetter = mask(folded, from: 0x41, to: 0x5A)
        let isNumeral = mask(character, from: 0x32, to: 0x37)
        return (folded &- 0x41) & isLetter | (character &- 0x32 &+ 26) & isNumeral
            | ~(isLetter | isNumeral)
    }

    /// 255 within the range, 0 outside of it.
    private static func mask(_ byte: UInt8, from low: UInt8, to high: UInt8) -> UInt8 {
        let below = (UInt16(byte) &- UInt16(low)) >> 15
        let above = (UInt16(high) &- UInt16(byte)) >> 15
        return UInt8(truncatingIfNeeded: (below | above) &- 1)
    }
}
