import SecretMemory

/// A key of another file whose secret is whole there.
package struct ForeignKey: Sendable {
    package private(set) var record: KeyRecord
    let secret: SealedSecret
    /// Opens that file.
    let key: any VaultKey

    package init(record: KeyRecord, secret: SealedSecret, key: any VaultKey) {
        (self.record, self.secret, self.key) = (record, secret, key)
    }

    /// The same under a profile of the vault that takes it over.
    package func moved(to profile: RecordID) -> ForeignKey {
        var copy = self
        copy.record.profile = profile
        return copy
    }

    /// The secret, in guarded memory.
    func openedSecret() throws(VaultError) -> SecretBytes {
        try key.open(secret.box, under: secret.context, type: secret.type)
    }
}

extension VerifiedImage {
    package func foreignKey(_ record: KeyRecord) throws(VaultError) -> ForeignKey {
        ForeignKey(
            record: record, secret: try sealedSecret(of: record.id), key: state.key)
    }
}

extension VaultTransaction {
    /// Takes a key over and seals its secret anew. If its name is taken, it gets another.
    ///
    /// - Returns: its name here.
    package mutating func take(_ foreign: ForeignKey) throws(VaultError) -> EntryName {
        var record = foreign.record
        record.name = try record.name.firstFree { name throws(VaultError) in
            try contents.key(named: name) != nil
        }
        try add(record, secret: foreign.openedSecret())
        return record.name
    }

    /// Takes a profile over, its proxy's login sealed anew; one that does not open is left out, and can be set again.
    package mutating func take(
        _ profile: Profile, sealedBy seal: LoginSeal, for own: LoginSeal
    ) throws(VaultError) {
        var profile = profile
        if let login = profile.proxyLogin {
            do throws(VaultError) {
                profile.proxyLogin = try own.seal(
                    seal.open(login, of: profile.id), of: profile.id)
            } catch .damaged { profile.proxyLogin = nil }
        }
        try put(profile)
    }
}
