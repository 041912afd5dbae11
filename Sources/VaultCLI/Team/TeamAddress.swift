/// Where a team's vault is, as it was typed: libpq's words, which nothing here takes apart but to show them.
struct TeamAddress: Hashable {
    static let schemes = ["postgresql://", "postgres://"]

    /// A password may stand in it, though none should: never shown, and never said.
    let word: String

    /// For a person to read: without a password, and without the settings of the connection.
    var text: String {
        let scheme = Self.schemes.first(where: word.hasPrefix) ?? ""
        let rest = word.dropFirst(scheme.count).prefix { !"?#".contains($0) }
        let authority = rest.prefix { $0 != "/" }
        // Of several signs the last one ends a user's name and password.
        guard let at = authority.lastIndex(of: "@") else { return scheme + rest }
        let user = authority[..<at].prefix { $0 != ":" }
        return scheme + user + rest[at...]
    }
}
