package import SecretMemory

/// 32 random bytes that open the vault without the password, written down once.
///
/// Text form: eight groups of eight base32 characters (RFC 4648), joined by `-`. A group is four bytes
/// of the code and a check byte, so that a typing error names its group.
package struct RecoveryCode: ~Copyable {
    static let byteCount = 32
    static let groupCount = 8
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    let bytes: SecretBytes

    init(bytes: consuming SecretBytes) { self.bytes = bytes }

    package static func random() -> RecoveryCode {
        RecoveryCode(bytes: SecretBytes(randomCount: byteCount))
    }

    /// The text to show once.
    package var text: SecretBytes {
        bytes.withBytes { bytes in
            SecretBytes(capacity: Self.groupCount * 9 - 1) { output in
                for group in 0..<Self.groupCount {
                    if group > 0 { unsafe output.append(UInt8(ascii: "-"), as: UInt8.self) }
                    Self.append(group, of: bytes, to: &output)
                }
            }
        }
    }

    /// Reads the text form; case, spaces and dashes do not matter.
    package init(parsing text: borrowing SecretBytes) throws(VaultError) {
        var failure: VaultError?
        let bytes = text.withBytes { text in
            SecretBytes(capacity: Self.byteCount) { output in
                failure = Self.parse(text, into: &output)
            }
        }
        if let failure { throw failure }
        self.bytes = bytes
    }

    private static func append(_ group: Int, of bytes: RawSpan, to output: inout OutputRawSpan) {
        var word: UInt64 = 0
        for index in 0..<4 { word = word << 8 | UInt64(byte(group * 4 + index, of: bytes)) }
        word = word << 8 | UInt64(check(group, UInt32(word)))
        for shift in stride(from: 35, through: 0, by: -5) {
            unsafe output.append(alphabet[Int(word >> UInt64(shift)) & 31], as: UInt8.self)
        }
    }

    private static func parse(_ text: RawSpan, into output: inout OutputRawSpan) -> VaultError? {
        var word: UInt64 = 0
        var digits = 0
        for index in 0..<text.byteCount {
            guard let digit = digit(byte(index, of: text)) else { return .malformedRecoveryCode }
            guard digit >= 0 else { continue }
            guard digits < groupCount * 8 else { return .malformedRecoveryCode }
            word = word << 5 | UInt64(digit)
            digits += 1
            guard digits % 8 == 0 else { continue }
            let group = digits / 8 - 1
            let value = UInt32(truncatingIfNeeded: word >> 8)
            guard UInt8(truncatingIfNeeded: word) == check(group, value) else {
                return .mistypedRecoveryCode(group: group + 1)
            }
            unsafe output.append(value.bigEndian, as: UInt32.self)
            word = 0
        }
        return digits == groupCount * 8 ? nil : .malformedRecoveryCode
    }

    /// 0 to 31; -1 for what is skipped; `nil` for what has no place in a code.
    private static func digit(_ byte: UInt8) -> Int? {
        if [UInt8(ascii: "-"), UInt8(ascii: " "), 0x0A, 0x0D].contains(byte) { return -1 }
        let upper = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
        return alphabet.firstIndex(of: upper)
    }

    /// The first byte of BLAKE2b("vault/recovery/check/v1" ‖ group ‖ the four bytes, big-endian).
    private static func check(_ group: Int, _ value: UInt32) -> UInt8 {
        let message = SecretBytes(capacity: 28) { output in
            output.append(contentsOf: Array("vault/recovery/check/v1".utf8))
            unsafe output.append(UInt8(group), as: UInt8.self)
            unsafe output.append(value.bigEndian, as: UInt32.self)
        }
        return message.withBytes { BLAKE2b.digest(of: $0)[0] }
    }

    private static func byte(_ index: Int, of bytes: RawSpan) -> UInt8 {
        unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
}
