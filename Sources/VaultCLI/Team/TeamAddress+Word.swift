extension TeamAddress {
    /// An operand that has to be an address.
    init(named word: String) throws {
        guard case .team(let address) = NamedVault(word: word) else {
            throw Failure.usage(
                "'\(Self.shown(word))' is no database: an address begins with postgresql://. Nothing was done."
            )
        }
        self = address
    }

    /// Another program's address may have a password in it, too.
    private static func shown(_ word: String) -> String {
        guard let scheme = word.firstRange(of: "://") else { return word }
        return word[..<scheme.upperBound] + ShownAddress.withoutSecrets(word[scheme.upperBound...])
    }
}
