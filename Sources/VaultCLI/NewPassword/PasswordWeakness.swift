import SecretMemory

/// Why a new password is easily guessed; the password itself is looked at where it lies, and copied nowhere.
///
/// This is no estimate of its strength: what passes may still be weak.
enum PasswordWeakness: Hashable {
    case short(characters: Int)
    case common
    /// The same few characters again and again, or digits in their order.
    case repetitive

    static let leastCharacters = 12

    /// `nil` where nothing is to be said.
    init?(of password: borrowing SecretBytes) {
        let found: PasswordWeakness? = password.withBytes { bytes in
            if Self.isCommon(bytes) { return .common }
            let count = Self.characters(in: bytes)
            if count < Self.leastCharacters { return .short(characters: count) }
            return Self.isRepetitive(bytes) || Self.isCount(bytes) ? .repetitive : nil
        }
        guard let found else { return nil }
        self = found
    }

    /// The rest of a sentence about the password.
    var reason: String {
        switch self {
        case .short(let count):
            "it has \(counted(count, "character")), and fewer than \(Self.leastCharacters) are soon guessed"
        case .common: "it is one of those that everybody tries first, or nearly"
        case .repetitive: "it repeats or counts a few characters"
        }
    }

    /// In UTF-8 a character has one byte that does not go on with another.
    private static func characters(in bytes: RawSpan) -> Int {
        (0..<bytes.byteCount).count { bytes.byte(at: $0) & 0xC0 != 0x80 }
    }

    /// The whole in steps of a shorter beginning, as "abcabcabcabc" is of "abc".
    private static func isRepetitive(_ bytes: RawSpan) -> Bool {
        (1...max(1, bytes.byteCount / 2)).contains { step in
            step < 6
                && (step..<bytes.byteCount).allSatisfy {
                    bytes.byte(at: $0) == bytes.byte(at: $0 - step)
                }
        }
    }

    /// Digits that count up or down, as "123456789012" does.
    private static func isCount(_ bytes: RawSpan) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard bytes.byteCount > 1,
            (0..<bytes.byteCount).allSatisfy({ digits.contains(bytes.byte(at: $0)) })
        else { return false }
        let step = Self.step(to: 1, in: bytes)
        return (step == 1 || step == 9)
            && (1..<bytes.byteCount).allSatisfy { Self.step(to: $0, in: bytes) == step }
    }

    /// From the digit before, modulo ten.
    private static func step(to index: Int, in bytes: RawSpan) -> UInt8 {
        (bytes.byte(at: index) + 10 - bytes.byte(at: index - 1)) % 10
    }

    /// Whatever its case, and with or without digits and signs behind it.
    private static func isCommon(_ bytes: RawSpan) -> Bool {
        let end = stem(of: bytes)
        return CommonPasswords.text.containsWord { word in
            equals(bytes, upTo: bytes.byteCount, word)
                || (end >= 4 && equals(bytes, upTo: end, word))
        }
    }

    /// Where the digits and signs at the end begin.
    private static func stem(of bytes: RawSpan) -> Int {
        var end = bytes.byteCount
        while end > 0, !isLetter(bytes.byte(at: end - 1)) { end -= 1 }
        return end
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20)
    }

    private static func equals(_ bytes: RawSpan, upTo count: Int, _ word: RawSpan) -> Bool {
        guard word.byteCount == count else { return false }
        return (0..<count).allSatisfy { index in
            let byte = bytes.byte(at: index)
            return (isLetter(byte) && byte < 0x80 ? byte | 0x20 : byte) == word.byte(at: index)
        }
    }
}
