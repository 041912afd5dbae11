/// Where a team's vault is, as it was typed: libpq's words, which nothing here takes apart but to show them.
struct TeamAddress: Hashable {
    private static let schemes = ["postgresql://", "postgres://"]

    /// A password may stand in it, though none should: never shown, and never said.
    let word: String

    /// - Parameter word: what begins as PostgreSQL's addresses do. Its scheme may have capitals, as any address's; libpq knows
    ///   small letters alone.
    init?(word: String) {
        let start = word.prefix(13).lowercased()
        guard let scheme = Self.schemes.first(where: start.hasPrefix) else { return nil }
        self.word = scheme + word.dropFirst(scheme.count)
    }

    /// For a person to read: whole, but for a password.
    var text: String {
        let scheme = Self.schemes.first(where: word.hasPrefix) ?? ""
        return scheme + ShownAddress.withoutSecrets(word.dropFirst(scheme.count))
    }
}

/// An address's words behind its scheme, without what may be a secret in them.
///
/// It is taken for more than libpq would: what can't be shown for certain is left out.
enum ShownAddress {
    static func withoutSecrets(_ rest: Substring) -> String {
        let login = loginPassword(in: rest)
        let shown = login.map { rest[..<$0.lowerBound] + rest[$0.upperBound...] } ?? rest
        guard let query = shown.firstIndex(where: { "?#".contains($0) }) else {
            return String(shown)
        }
        let words = shown[query...].split(
            omittingEmptySubsequences: false, whereSeparator: { "?&#".contains($0) }
        ).dropFirst()
        let kept = words.filter { !isSecret($0) }.joined(separator: "&")
        return shown[..<query] + (kept.isEmpty ? "" : "?\(kept)")
    }

    /// `:password` before the last `@`. A colon before a host's port has digits alone behind it, and no `@`.
    private static func loginPassword(in rest: Substring) -> Range<String.Index>? {
        guard let colon = rest.firstIndex(of: ":"), let at = rest.lastIndex(of: "@"), colon < at,
            !rest[..<colon].contains(where: { "[/?".contains($0) })
        else { return nil }
        let behind = rest[rest.index(after: colon)...]
        let end = behind.firstIndex { !$0.isASCII || !$0.isNumber } ?? rest.endIndex
        let isPort = end < rest.endIndex && "/?#,".contains(rest[end])
        return isPort ? nil : colon..<at
    }

    /// Whatever libpq calls its secrets, with any letter as `%70`: a word that is none is worth no risk.
    private static func isSecret(_ pair: Substring) -> Bool {
        let name = pair.prefix { $0 != "=" }.lowercased()
        guard name.count < pair.count else { return !name.isEmpty }
        return name.contains("%")
            || ["pass", "secret", "scram", "token"].contains(where: name.contains)
                && name != "passfile"
    }
}
