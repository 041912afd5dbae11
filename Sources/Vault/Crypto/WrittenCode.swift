import SecretMemory

/// 32 secret bytes as a person writes them down: eight groups of eight base32 characters (RFC 4648), joined by `-`.
///
/// A group is four bytes of the code and a check byte, so that a typing error names its group. The check byte also depends on
/// what the code is for, so that one kind of code is not taken for another.
struct WrittenCode {
    static let byteCount = 32
    private static let groupCount = 8
    private static let groupBytes = 4
    private static let groupDigits = 8

    /// The domain of the check bytes.
    let domain: StaticString

    /// The text to show once.
    func text(of code: borrowing SecretBytes) -> SecretBytes {
        code.withBytes { bytes in
            SecretBytes(capacity: Self.groupCount * (Self.groupDigits + 1) - 1) { output in
                for group in 0..<Self.groupCount {
                    if group > 0 { unsafe output.append(UInt8(ascii: "-"), as: UInt8.self) }
                    append(group, of: bytes, to: &output)
                }
            }
        }
    }

    /// Reads the text; case, spaces and dashes do not matter.
    func parse(_ text: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
        var failure: VaultError?
        let bytes = text.withBytes { text in
            SecretBytes(capacity: Self.byteCount) { output in
                failure = parse(text, into: &output)
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private func append(_ group: Int, of bytes: RawSpan, to output: inout OutputRawSpan) {
        let start = group * Self.groupBytes
        let four = bytes.extracting(start..<(start + Self.groupBytes))
        let checked = SecretBytes(capacity: Self.groupBytes + 1) { output in
            output.append(contentsOf: four)
            unsafe output.append(check(group, four), as: UInt8.self)
        }
        checked.withBytes { Base32.append($0, to: &output, uppercase: true) }
    }

    private func parse(_ text: RawSpan, into output: inout OutputRawSpan) -> VaultError? {
        let digits = Self.digits(in: text)
        guard digits.count == Self.groupCount * Self.groupDigits else {
            return .malformedRecoveryCode
        }
        return digits.withBytes { digits in
            for group in 0..<Self.groupCount {
                let start = group * Self.groupDigits
                let range = start..<(start + Self.groupDigits)
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

    private func take(
        _ group: Int, _ digits: RawSpan, into output: inout OutputRawSpan
    ) -> VaultError? {
        var isValid = false
        let checked = SecretBytes(capacity: Self.groupBytes + 1) { output in
            isValid = Base32.appendDecoded(digits, to: &output)
        }
        guard isValid else { return .malformedRecoveryCode }
        return checked.withBytes { bytes in
            let four = bytes.extracting(first: Self.groupBytes)
            guard bytes.byte(at: Self.groupBytes) == check(group, four) else {
                return .mistypedRecoveryCode(group: group + 1)
            }
            output.append(contentsOf: four)
            return nil
        }
    }

    /// The first byte of BLAKE2b-256(domain ‖ group ‖ the four bytes).
    private func check(_ group: Int, _ four: RawSpan) -> UInt8 {
        let message = SecretBytes(capacity: domain.utf8CodeUnitCount + 5) { output in
            output.append(contentsOf: Array(domain.description.utf8))
            unsafe output.append(UInt8(group), as: UInt8.self)
            output.append(contentsOf: four)
        }
        return message.withBytes { BLAKE2b.digest(of: $0)[0] }
    }
}
