extension StringToSign {
    /// Reads ``text`` back, `nil` for anything else.
    ///
    /// A process that holds a secret for others signs only what this lets through: a request to OUTSCALE of one
    /// moment and one region.
    package init?(parsing text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == Self.algorithm, let time = SigningTime(lines[1]),
            let region = Self.region(of: lines[2], at: time), Self.isDigest(lines[3])
        else { return nil }
        self.init(
            time: time, scope: SigningScope(time: time, region: region),
            requestDigest: String(lines[3]))
    }

    private static func region(of scope: Substring, at time: SigningTime) -> String? {
        let parts = scope.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == time.day, parts[2] == SigningScope.service,
            parts[3] == SigningScope.terminator, (1...64).contains(parts[1].utf8.count)
        else { return nil }
        return String(parts[1])
    }

    private static func isDigest(_ text: Substring) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}

extension SigningTime {
    /// Reads ``description`` back.
    init?(_ text: Substring) {
        let digits = Array(text.utf8)
        guard digits.count == 16, digits[8] == UInt8(ascii: "T"), digits[15] == UInt8(ascii: "Z"),
            (digits[..<8] + digits[9..<15]).allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(
            day: String(text.prefix(8)), time: String(text.dropFirst(9).prefix(6)))
    }
}
