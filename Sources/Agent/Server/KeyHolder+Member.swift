import SecretMemory
import Vault

/// A team's member: what the private halves are asked for.
extension KeyHolder {
    func open(_ request: borrowing MemberUnlockRequest) throws(AgentRefusal) {
        try waitAfterWrongPassword()
        let opened: InMemoryIdentity
        do throws(VaultError) {
            opened = InMemoryIdentity(try request.file.open(password: request.password))
            backOff = BackOff()
        } catch { throw counted(error) }
        // Of the same member, what was seen of the vault is still known.
        let file = BLAKE2b.digest(of: request.file.bytes)
        var (held, known) = (Holding.member(opened, file: file, nil), KnownState())
        if let session, let before = session.held.member, before.isSame(as: opened) {
            held = .member(opened, file: file, session.held.key)
            known = session.known
        }
        session = KeySession(held, lifetime: request.lifetime, clock: clock, knowing: known)
    }

    func tellMember() throws(AgentRefusal) -> HeldMember {
        guard let session else { throw .locked }
        guard let told = session.held.told else { throw .otherKey }
        return told
    }

    /// Takes the vault's key from the member's slot: the first one, or one of a later epoch.
    func open(_ request: SlotRequest) throws(AgentRefusal) {
        let member = try useMember()
        guard request.vaultID == member.vaultID, request.slot.member == member.member else {
            throw .otherKey
        }
        if let held = session?.held.key {
            guard held.keyID != request.keyID else { return }
            guard request.slot.keyEpoch > held.keyEpoch else { throw .outdated }
        }
        do throws(VaultError) {
            let key = try member.open(request.slot, keyID: request.keyID)
            session?.take(key)
        } catch { throw AgentRefusal(error) }
    }

    func sign(_ step: StatementStep) throws(AgentRefusal) -> [UInt8] {
        let member = try useMember()
        guard let session, let key = session.held.key else { throw .locked }
        var known = session.known
        let signature = try known.sign(step, as: member, under: key)
        self.session?.known = known
        return signature
    }

    private func useMember() throws(AgentRefusal) -> InMemoryIdentity {
        guard let session else { throw .locked }
        guard let member = session.held.member else { throw .otherKey }
        noteUse()
        return member
    }
}

extension InMemoryIdentity {
    fileprivate func isSame(as other: InMemoryIdentity) -> Bool {
        vaultID == other.vaultID && member == other.member && publicKeys == other.publicKeys
    }
}
