/// Where ids and secrets come from: the system, or a series that a seed repeats.
enum RandomSource: Codable, Sendable {
    case system
    /// The state of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
    /// Generators", 2014). It is for repeatable tests: such secrets can be guessed.
    case seeded(UInt64)

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    /// As many characters of `[A-Z0-9]`.
    mutating func name(_ count: Int) -> String {
        String((0..<count).map { _ in Self.alphabet[Int(next(below: 36))] })
    }

    mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(next(below: 10)) }.joined()
    }

    /// A random UUID (RFC 9562, version 4) in lower case.
    mutating func uuid() -> String {
        var hex = Array((0..<32).map { _ in String(next(below: 16), radix: 16) })
        hex[12] = "4"
        hex[16] = String(8 + next(below: 4), radix: 16)
        for (done, place) in [8, 12, 16, 20].enumerated() { hex.insert("-", at: place + done) }
        return hex.joined()
    }

    /// One of the numbers from 0.
    mutating func number(below bound: Int) -> Int { Int(next(below: UInt64(bound))) }

    mutating func flip() -> Bool { next(below: 2) == 1 }

    private mutating func next(below bound: UInt64) -> UInt64 {
        guard case .seeded(let state) = self else { return UInt64.random(in: 0..<bound) }
        let advanced = state &+ 0x9E37_79B9_7F4A_7C15
        self = .seeded(advanced)
        var mixed = advanced
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) % bound
    }
}
