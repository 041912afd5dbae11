import SecretMemory

/// The recovery code as a member: an admin whom the first entry names.
extension RosterEntry.Recovery {
    /// - Parameters: the team's first entry, but for what is the code's own.
    init(
        _ code: borrowing RecoveryCode, of vaultID: RecordID, founder: RecordID,
        _ name: EntryName, _ keys: MemberPublicKeys, keyID: [UInt8]
    ) {
        let own = MemberKeys(recoveryCode: code).publicKeys
        var writer = ByteWriter()
        writer.append(vaultID.bytes)
        writer.append(founder.bytes)
        writer.append(keys.bytes)
        writer.append(own.bytes)
        writer.append(keyID)
        writer.append(Array(name.description.utf8))
        let key = BLAKE2b.keyedDigest(of: Array("vault/team/found/v1".utf8), key: code.bytes)
        let mac = unsafe BLAKE2b.mac(of: writer.bytes.span.bytes, key: key)
        self.init(id: RecordID(mac.prefix(16)) ?? .zero, keys: own)
    }
}

extension RosterEntry.Founding {
    /// Whether this is the beginning of the team that the code was made for.
    ///
    /// The code's public keys stand in the roster, where a server could copy them into a team of its own. The id is a MAC under
    /// the code over the rest, so no one else makes one.
    func isBound(to code: borrowing RecoveryCode, in vaultID: RecordID) -> Bool {
        let expected = RosterEntry.Recovery(
            code, of: vaultID, founder: founder, name, keys, keyID: keyID)
        return recovery == expected
    }
}
