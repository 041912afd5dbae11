/// Where a database is, in libpq's words: `postgresql://user@host:5433/name?sslmode=verify-full`.
///
/// It never holds a password: addresses are words of a command, which others can read, and stand in messages.
package struct DatabaseAddress: Hashable, Sendable {
    /// As it was given, for people too.
    package let text: String

    private static let schemes = ["postgresql://", "postgres://"]
    /// libpq's words that hold a secret (PostgreSQL 18, 32.1.2).
    private static let secretWords: Set = [
        "password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key",
    ]

    /// - Throws: `malformed` for what is no address, `insecure` for one with a password.
    package init(parsing text: String) throws(DatabaseError) {
        guard let scheme = Self.schemes.first(where: text.hasPrefix) else {
            throw .malformed(reason: "a database's address begins with postgresql://")
        }
        guard text == ServerText.printable(text) else {
            throw .malformed(reason: "a character in the address can't be printed")
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        guard !Self.hasPassword(inLogin: rest), !Self.hasSecret(inQuery: rest) else {
            throw .insecure(
                reason: "the address has a password in it, which others can read; "
                    + "a password file (PGPASSFILE) or a certificate is better")
        }
        self.text = text
    }

    /// Whether a text is meant as one, by its beginning.
    package static func isAddress(_ text: String) -> Bool {
        schemes.contains { text.hasPrefix($0) }
    }

    /// `user:password@`, which libpq sees where no `/` comes before the `@`. One with a `/` in it, libpq would take for a port and
    /// say aloud.
    private static func hasPassword(inLogin rest: Substring.UTF8View) -> Bool {
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")),
            let at = rest.lastIndex(of: UInt8(ascii: "@")), colon < at,
            !rest[..<colon].contains(where: { "[/?".utf8.contains($0) })
        else { return false }
        let behind = rest[rest.index(after: colon)...]
        let end = behind.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let first = end.first else { return false }
        let isPort = "/?,".utf8.contains(first)
        return !isPort && behind.startIndex != at
    }

    /// `?password=`, with any of its letters as `%70`.
    private static func hasSecret(inQuery rest: Substring.UTF8View) -> Bool {
        rest.split(whereSeparator: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "&") })
            .contains { pair in
                let word = pair.prefix { $0 != UInt8(ascii: "=") }
                return secretWords.contains(decoded(word).lowercased())
            }
    }

    private static func decoded(_ word: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var rest = word
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let value = UInt8(String(Substring(rest.prefix(2))), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
