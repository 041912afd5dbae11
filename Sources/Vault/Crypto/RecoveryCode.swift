package import SecretMemory

/// 32 random bytes that open the vault without the password, written down once.
///
/// Text form: eight groups of eight base32 characters (RFC 4648), joined by `-`. A group is four bytes
/// of the code and a check byte, so that a typing error names its group.
package struct RecoveryCode: ~Copyable {
    static let byteCount = 32
    static let groupCount = 8
    private static let groupBytes = 4
    private static let groupDigits = 8

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
        let four = bytes.extracting((group * groupBytes)..<((group + 1) * groupBytes))
        let checked = SecretBytes(capacity: groupBytes + 1) { output in
            output.append(contentsOf: four)
            unsafe output.append(check(group, four), as: UInt8.self)
        }
        checked.withBytes { Base32.append($0, to: &output, uppercase: true) }
    }

    private static func parse(_ text: RawSpan, into output: inout OutputRawSpan) -> VaultError? {
        let digits = digits(in: text)
        guard digits.count == groupCount * groupDigits else { return .malformedRecoveryCode }
        return digits.withBytes { digits in
            for group in 0..<groupCount {
                let range = (group * groupDigits)..<((group + 1) * groupDigits)
                if let failure = take(group, digits.extracting(range), into: &output) {
                    return failure
                }
            }
            return nil
        }
    }

    /// What is left without spaces, dashes and line ends, cut beyond the longest code.
    private static func digits(in text: RawSpan) -> SecretBytes {
        SecretBytes(capacity: groupCount * groupDigits + 1) { output in
            for index in 0..<text.byteCount where output.freeCapacity > 0 {
                let byte = text.byte(at: index)
                guard ![UInt8(ascii: "-"), UInt8(ascii: " "), 0x0A, 0x0D].contains(byte) else {
                    continue
                }
                unsafe output.append(byte, as: UInt8.self)
            }
        }
    }

    private static func take(
        _ group: Int, _ digits: RawSpan, into output: inout OutputRawSpan
    ) -> VaultError? {
        var isValid = false
        let checked = SecretBytes(capacity: groupBytes + 1) { output in
            isValid = Base32.appendDecoded(digits, to: &output)
        }
        guard isValid else { return .malformedRecoveryCode }
        return checked.withBytes { bytes in
            let four = bytes.extracting(first: groupBytes)
            guard bytes.byte(at: groupBytes) == check(group, four) else {
                return .mistypedRecoveryCode(group: group + 1)
            }
            output.append(contentsOf: four)
            return nil
        }
    }

    /// The first byte of BLAKE2b("vault/recovery/check/v1" ‖ group ‖ the four bytes).
    private static func check(_ group: Int, _ four: RawSpan) -> UInt8 {
        let message = SecretBytes(capacity: 28) { output in
            output.append(contentsOf: Array("vault/recovery/check/v1".utf8))
            unsafe output.append(UInt8(group), as: UInt8.self)
            output.append(contentsOf: four)
        }
        return message.withBytes { BLAKE2b.digest(of: $0)[0] }
    }
}
