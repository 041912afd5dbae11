extension TeamAddress {
    /// An operand that has to be an address.
    init(named word: String) throws {
        guard case .team(let address) = NamedVault(word: word) else {
            throw Failure.usage(
                "'\(word)' is no database: an address begins with postgresql://. Nothing was done.")
        }
        self = address
    }
}
