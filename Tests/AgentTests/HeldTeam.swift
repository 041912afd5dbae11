import Foundation
import SecretMemory

@testable import Agent
@testable import Vault

/// A team that alice has founded, as her agent is asked about it: her file and slot, and statements of both chains.
struct HeldTeam {
    static let password = "pW4x-Ej8u Nf3s-Qd6b Zk9t-Ho2v"

    let vaultID = RecordID.random()
    let alice = RecordID.random()
    let seed = array(SecretBytes(randomCount: 32))
    let key: InMemoryVaultKey
    let file: MemberFile
    let roster: Roster
    let slot: MemberSlot

    init() throws {
        let vaultKey = SecretBytes(randomCount: 32)
        key = InMemoryVaultKey(vaultKey, vaultID: vaultID, keyEpoch: 1)
        var roster = Roster(of: vaultID)
        let keys = MemberKeys(seed: SecretBytes(copying: seed))
        guard let name = EntryName("alice") else { throw MalformedMessage() }
        let founding = RosterEntry.Founding(
            founder: alice, name: name, keys: keys.publicKeys, recovery: nil, keyID: key.keyID)
        try roster.append(
            roster.entry(.found(founding), by: alice, at: 9, signedBy: keys.signing))
        self.roster = roster
        file = try MemberFile(
            sealing: SecretBytes(copying: seed), of: alice, in: vaultID, founding: roster.founding,
            under: bytes(Self.password), cost: .floor)
        slot = try Self.slot(of: vaultKey, epoch: 1, in: vaultID, for: alice, seed)
    }

    var keys: MemberKeys { MemberKeys(seed: SecretBytes(copying: seed)) }

    /// Alice's slot with a key of the vault.
    func slot(of key: borrowing SecretBytes, epoch: UInt64) throws -> MemberSlot {
        try Self.slot(of: key, epoch: epoch, in: vaultID, for: alice, seed)
    }

    static func slot(
        of key: borrowing SecretBytes, epoch: UInt64, in vaultID: RecordID, for id: RecordID,
        _ seed: [UInt8]
    ) throws -> MemberSlot {
        let keys = MemberKeys(seed: SecretBytes(copying: seed)).publicKeys
        guard let name = EntryName("alice"),
            let slot = MemberSlot(
                sealing: key, of: vaultID, keyEpoch: epoch,
                for: Member(id: id, name: name, role: .admin, keys: keys))
        else { throw MalformedMessage() }
        return slot
    }

    func unlocking(
        _ password: String = password, idle: UInt32 = 900, total: UInt32 = 28_800
    ) throws -> SecretBytes {
        try AgentRequest.unlockMember(
            MemberUnlockRequest(
                bytes(password), opening: file, lifetime: Lifetime(idle: idle, total: total))
        ).frame()
    }

    /// An agent that holds alice and the vault's key.
    func unlocked(_ clock: AgentClock = MovedClock().clock) throws -> KeyHolder {
        let holder = KeyHolder(clock: clock)
        guard holder.ask(try unlocking()) == .done, try holder.ask(opening(slot)) == .done else {
            throw MalformedMessage()
        }
        return holder
    }

    func opening(_ slot: MemberSlot, keyID: [UInt8]? = nil) -> AgentRequest {
        .openSlot(SlotRequest(vaultID: vaultID, slot: slot, keyID: keyID ?? key.keyID))
    }

    // MARK: - The vault's chain

    /// What a manifest says that a test may want to be otherwise.
    struct Told {
        var vaultID: RecordID
        var author: RecordID
        var epoch: UInt64
        var auditCount: UInt64
        var previousMAC: [UInt8]
        var rosterCount: UInt64 = 1
        var rosterHead: [UInt8]
        var slotDigest: [UInt8]
        var events: [EventHead]
        /// `nil` for the key's own.
        var mac: [UInt8]?
    }

    /// What the next manifest by alice says, behind another statement.
    func told(after previous: SignedStatement? = nil) throws -> Told {
        let last = try previous.map { try read($0) }
        return Told(
            vaultID: vaultID, author: alice, epoch: (last?.manifest.epoch ?? 4) + 1,
            auditCount: (last?.manifest.auditCount ?? 2) + 1,
            previousMAC: last?.row.mac ?? [UInt8](repeating: 0, count: 32),
            rosterHead: roster.head, slotDigest: MemberSlot.digest(of: [slot]),
            events: last?.events
                ?? [EventHead(member: alice, count: 3, head: [UInt8](repeating: 3, count: 32))])
    }

    func read(_ statement: SignedStatement) throws -> ManifestStatement {
        guard let (_, content) = statement.unverifiedContent(.manifest, of: vaultID) else {
            throw MalformedMessage()
        }
        return try ManifestStatement(reading: content)
    }

    func body(_ told: Told, after head: [UInt8]) -> [UInt8] {
        let manifest = Manifest(
            vaultID: vaultID, epoch: told.epoch, keyEpoch: 1, keyID: key.keyID,
            previousMAC: told.previousMAC, time: 9, slotCount: 0,
            slotDigest: Manifest.digest(ofSlots: []), directories: [:],
            auditCount: told.auditCount, auditHead: [UInt8](repeating: 7, count: 32)
        ).bytes
        var content = ByteWriter()
        content.append(told.author.bytes)
        content.append(told.rosterCount)
        content.append(told.rosterHead)
        content.append(told.slotDigest)
        content.append(manifest)
        content.append(told.mac ?? key.mac(manifest, for: .manifest))
        content.append(UInt32(told.events.count))
        for event in told.events { content.append(event.bytes) }
        return SignedStatement.body(.manifest, of: told.vaultID, after: head, content.bytes)
    }

    /// The manifest that the server shows: another member's, whose signature the agent can't judge.
    func shown(
        after previous: SignedStatement? = nil, _ change: (inout Told) -> Void = { _ in }
    ) throws -> SignedStatement {
        var told = try told(after: previous)
        told.author = .random()
        change(&told)
        let head = previous?.head ?? [UInt8](repeating: 5, count: 32)
        return SignedStatement(
            body: body(told, after: head), signature: [UInt8](repeating: 1, count: 64))
    }

    /// Alice's next manifest.
    func manifest(
        after previous: SignedStatement, _ change: (inout Told) -> Void = { _ in }
    ) throws -> StatementStep {
        var told = try told(after: previous)
        change(&told)
        return StatementStep(after: previous, body: body(told, after: previous.head))
    }

    // MARK: - Alice's own chain

    /// Her event of a number.
    func event(
        _ number: UInt64, after previous: SignedStatement?, of member: RecordID? = nil,
        in vault: RecordID? = nil, text: String = "exec", sealedAs place: UInt64? = nil
    ) throws -> StatementStep {
        let context = MemberEvent.context(member: alice, sequence: place ?? number)
        let payload = Array(text.utf8)
        let box = try key.seal(
            payload.span.bytes, under: context, type: MemberEvent.type)
        let event = MemberEvent(member: member ?? alice, sequence: number, box: box)
        return StatementStep(.audit, of: vault ?? vaultID, after: previous, event.bytes)
    }

    /// The same, signed by alice, as it is on the server.
    func written(_ step: StatementStep) -> SignedStatement {
        let keys = keys
        return SignedStatement(
            body: step.body, signature: keys.signing.signature(of: step.body))
    }
}
