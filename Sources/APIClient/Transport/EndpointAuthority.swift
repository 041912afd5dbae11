/// Host and port of an endpoint (RFC 3986 §3.2, without user information).
struct EndpointAuthority: Hashable {
    /// Lower case.
    let host: String
    let port: Int?

    init(_ text: Substring) throws(EndpointError) {
        guard !text.contains(where: { "/?#@\\%".contains($0) }) else { throw .notAnOrigin }
        let (host, port) = try Self.split(text)
        guard !host.isEmpty else { throw .noHost }
        guard Self.isHost(host) else { throw .invalidHost }
        self.host = host.lowercased()
        self.port = try port.map { digits throws(EndpointError) in try Self.number(digits) }
    }

    /// A colon ends the host, except inside the brackets of an IPv6 address.
    private static func split(
        _ text: Substring
    ) throws(EndpointError) -> (host: Substring, port: Substring?) {
        guard text.hasPrefix("[") else {
            guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
            return (text[..<colon], text[text.index(after: colon)...])
        }
        guard let bracket = text.firstIndex(of: "]") else { throw .invalidHost }
        let rest = text[text.index(after: bracket)...]
        guard let colon = rest.first else { return (text, nil) }
        guard colon == ":" else { throw .invalidHost }
        return (text[...bracket], rest.dropFirst())
    }

    private static func number(_ digits: Substring) throws(EndpointError) -> Int {
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit),
            let number = Int(digits), (1...65535).contains(number)
        else { throw .invalidPort }
        return number
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.dropFirst().dropLast().utf8.allSatisfy(isHexOrColon) && host.contains(":")
        }
        return host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy(isLabel)
    }

    /// One part of a host name: letters, digits, hyphens within, and the underscore that some use.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isHexOrColon(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
