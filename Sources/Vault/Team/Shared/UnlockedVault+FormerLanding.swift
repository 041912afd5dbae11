/// What has landed under a key that the vault had before.
extension UnlockedVault {
    /// The member's own slot of the key that the vault is open with; `nil` in a private vault.
    borrowing func ownSlot() -> MemberSlot? { (store as? TeamStore)?.ownSlot }

    /// What a landing file's bytes say, by the vault's key or, in a team's vault, by the one that the file has with it.
    borrowing func content(
        of bytes: [UInt8], intent: RecordID
    ) throws(VaultError) -> Landing.Content {
        let content = try Landing.Content.read(bytes, intent: intent, key: key)
        guard case .damaged = content, let team = store as? TeamStore else { return content }
        let former: any VaultKey
        do throws(VaultError) {
            guard let found = try team.formerKey(landedIn: bytes) else { return content }
            former = found
        } catch {
            guard case .keyUnavailable = error else { return content }
            return .unusable(.team(.sealedBefore))
        }
        let found = try Landing.Content.read(bytes, intent: intent, key: former)
        guard case .key(let sealed) = found else { return found }
        let secret = try sealed.open(with: former)
        return .key(try SealedKey(sealing: secret, of: sealed.record, key: key))
    }
}

extension TeamStore {
    /// The key that a landing file was sealed under, where the vault has another one by now.
    ///
    /// The roster has the ids of all keys that the vault ever had, so nobody can bring in another one.
    ///
    /// - Throws: ``VaultError/keyUnavailable(_:)`` from an agent, which opens no slot of a former key;
    ///   ``VaultError/damaged(_:)`` if the slot is not the member's.
    fileprivate func formerKey(landedIn bytes: [UInt8]) throws(VaultError) -> (any VaultKey)? {
        guard let slot = LandingSlot.read(bytes, of: identity.member),
            let keyID = history.roster.formerKeyIDs[slot.keyEpoch]
        else { return nil }
        return try identity.vaultKey(in: slot, keyID: keyID)
    }
}
