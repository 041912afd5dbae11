import Vault

extension KeyHolder {
    func open(_ request: borrowing UnlockRequest) throws(AgentRefusal) {
        try waitAfterWrongPassword()
        let opened: InMemoryVaultKey
        do throws(VaultError) {
            let slots = try KeySlots(reading: request.slots)
            opened = try request.key(in: slots)
            backOff = BackOff()
        } catch { throw counted(error) }
        // Of the same key, what was seen of the vault is still known.
        var known = KnownState()
        if let session, session.held.key?.keyID == opened.keyID { known = session.known }
        try known.take(request.manifest, of: opened)
        // The time that the derivation took counts.
        session = KeySession(
            .vault(opened), lifetime: request.lifetime, clock: clock, knowing: known)
    }

    func waitAfterWrongPassword() throws(AgentRefusal) {
        if let wait = backOff.wait(at: clock.awake()) { throw .tooSoon(milliseconds: wait) }
    }

    func counted(_ error: VaultError) -> AgentRefusal {
        if error == .wrongPassword { backOff.count(at: clock.awake()) }
        return AgentRefusal(error)
    }
}

extension AgentRefusal {
    init(_ error: VaultError) {
        self =
            switch error {
            case .wrongPassword, .malformedRecoveryCode, .mistypedRecoveryCode, .malformedKeyFile:
                .wrongPassword
            case .outOfMemory(let needed): .outOfMemory(neededKiB: needed)
            case .entryTooLarge: .tooLarge
            case .noSuchSlot, .newerFormat, .weakParameters, .excessiveParameters: .noSuchSlot
            default: .doesNotOpen
            }
    }
}

/// After the n-th wrong password in a row, n tenths of a second pass before another is looked at.
struct BackOff {
    private static let step = 0.1
    private static let most = 10.0
    private var failures = 0
    private var until = 0.0

    mutating func count(at now: Double) {
        failures += 1
        until = now + min(Double(failures) * Self.step, Self.most)
    }

    /// Milliseconds to wait, `nil` for none.
    func wait(at now: Double) -> UInt32? {
        until > now ? UInt32(max(1, ((until - now) * 1000).rounded())) : nil
    }
}
