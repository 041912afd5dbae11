import Vault

extension VaultTransaction {
    /// Keeps what is known of a profile's account; a transaction that is needed anyway takes it along.
    mutating func keep(_ facts: AccountFacts, of id: RecordID) throws(VaultError) {
        guard var profile = contents.profile(id: id), profile.accountFacts != facts else { return }
        profile.accountFacts = facts
        try put(profile)
    }
}
