import SecretMemory

/// A secret as it stands inside of a longer text in base64.
///
/// Three bytes become four digits, so what the digits are depends on how many bytes stand before the secret:
/// the remainder by three is the `alignment`. Only digits that the secret alone determines are looked for.
/// The digit that the secret shares with the byte before it (at most four of the secret's bits) is left; the
/// one that it shares with the byte after it is masked, in each of its 4 or 16 values.
struct Base64Form {
    enum Alphabet: CaseIterable {
        case standard, urlSafe
    }

    let alphabet: Alphabet
    /// 0, 1 or 2.
    let alignment: Int

    /// The digits that are the secret's alone.
    func digits(of count: Int) -> Range<Int> {
        let bits = 8 * alignment..<8 * (alignment + count)
        return (bits.lowerBound + 5) / 6..<bits.upperBound / 6
    }

    /// The values of the digit that follows them, where the secret's last bits lie in it.
    func lastValues(of secret: RawSpan) -> Range<UInt8>? {
        let known = 8 * (alignment + secret.byteCount) % 6
        guard known > 0 else { return nil }
        let free = UInt8(6 - known)
        let first = (secret.byte(at: secret.byteCount - 1) << free) & 0x3F
        return first..<first + (1 << free)
    }

    /// The digit at an index of ``digits(of:)``.
    func digit(at index: Int, of secret: RawSpan) -> UInt8 {
        let bit = 6 * index - 8 * alignment
        let high = UInt16(secret.byte(at: bit / 8)) << 8
        let next = bit / 8 + 1
        let low = next < secret.byteCount ? UInt16(secret.byte(at: next)) : 0
        return character(UInt8((high | low) >> (10 - UInt16(bit % 8)) & 0x3F))
    }

    /// The digit of a value from 0 to 63.
    func character(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: alphabet == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
        default: alphabet == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
        }
    }
}
