import Vault

/// What the agent knows of the vault's newest state, for as long as it has the key: nothing older is signed as what
/// follows, and no audit event that it knows of is left out.
///
/// Only what was written counts, or what a client says was: the manifest that came with the unlocking, the one before a
/// write, and the one that a mark is made of. A manifest that was signed and then not written, since the disk was full or
/// the writer was killed, stops nobody.
struct KnownState {
    private var manifest: ManifestRow?
    private var counts: ManifestCounts?
    /// How far the spool had come when a secret was opened last.
    private(set) var spoolHead: SpoolHead?
    /// A team's newest manifest as it was signed, and the member's own newest event.
    private var statement: ChainPoint?
    private var event: ChainPoint?

    /// Two commands may come in another order than they wrote in.
    mutating func remember(_ head: SpoolHead) {
        if head.sequence > spoolHead?.sequence ?? 0 { spoolHead = head }
    }

    /// Takes a manifest that somebody says stands in the vault's file.
    mutating func take(_ row: ManifestRow, of key: InMemoryVaultKey) throws(AgentRefusal) {
        guard key.hasSigned(row), let counts = row.counts else { throw .doesNotOpen }
        guard !isOutdated(row, counts) else { throw .outdated }
        (manifest, self.counts) = (row, counts)
    }

    mutating func attest(
        _ attestation: Attestation, by key: InMemoryVaultKey
    ) throws(AgentRefusal) -> [UInt8] {
        switch attestation {
        case .signed(let row):
            if let counts = row.counts, isOutdated(row, counts), key.hasSigned(row) {
                return [ManifestVerdict.outdated.rawValue]
            }
        case .mark(let row): try take(row, of: key)
        case .next(let step): return try next(step, by: key)
        case .marked, .name, .links: break
        }
        return try Self.answer(attestation, by: key)
    }

    private mutating func next(
        _ step: ManifestStep, by key: InMemoryVaultKey
    ) throws(AgentRefusal) -> [UInt8] {
        try take(step.previous, of: key)
        let next = try Self.answer(.next(step), by: key)
        // An event that a secret has waited for comes into the log before any other.
        guard let counts = ManifestRow(next)?.counts, counts.events >= spoolHead?.sequence ?? 0
        else { throw .outdated }
        return next
    }

    /// The signature of a statement that is the member's next one. What it follows is taken as written.
    mutating func sign(
        _ step: StatementStep, as member: InMemoryIdentity, under key: InMemoryVaultKey
    ) throws(AgentRefusal) -> [UInt8] {
        let signable: SignableStatement
        do throws(UnsignableStatement) {
            signable = try SignableStatement(step, of: member, under: key)
        } catch { throw .unsignable }
        switch signable.chain {
        case .manifests(let before, let ownEvents):
            try take(before, of: key)
            guard signable.previous.isAtLeast(statement), ownEvents >= event?.number ?? 0 else {
                throw .outdated
            }
            statement = signable.previous
        case .events:
            guard signable.previous.isAtLeast(event) else { throw .outdated }
            event = signable.previous
        }
        return member.signature(of: step)
    }

    private func isOutdated(_ row: ManifestRow, _ counts: ManifestCounts) -> Bool {
        guard let known = self.counts else { return false }
        return counts.epoch < known.epoch || counts.events < known.events
            || (counts.epoch == known.epoch && row != manifest)
    }

    private static func answer(
        _ attestation: Attestation, by key: InMemoryVaultKey
    ) throws(AgentRefusal) -> [UInt8] {
        do throws(VaultError) { return try key.attest(attestation) } catch {
            throw AgentRefusal(error)
        }
    }
}
