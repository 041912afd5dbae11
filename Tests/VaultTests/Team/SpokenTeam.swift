import SecretMemory
import Testing

@testable import Vault

/// A team's manifests over an empty tree, as a server shows them, signed by whom a test says.
struct SpokenTeam {
    /// What a manifest says; a test changes one thing of it.
    struct Words {
        var vaultID: RecordID
        var before: [UInt8]
        var epoch: UInt64
        var keyEpoch: UInt64
        var keyID: [UInt8]
        var rosterCount: UInt64
        var rosterHead: [UInt8]
        var slotDigest = [UInt8](repeating: 7, count: 32)
        var events: [EventHead] = []
        var signer: Person?
    }

    var team: Team
    private(set) var history: TeamHistory
    /// How many of the roster's entries were shown.
    private var shown = 0

    init() throws {
        team = try Team()
        history = TeamHistory(of: team.vaultID)
    }

    /// A manifest that names the roster's last entry, but for what is changed.
    func manifest(
        by author: Person, _ change: (inout Words) -> Void = { _ in }
    ) throws -> SignedStatement {
        var words = Words(
            vaultID: team.vaultID, before: history.head, epoch: (history.point?.epoch ?? 0) + 1,
            keyEpoch: team.roster.keyEpoch, keyID: team.roster.keyID,
            rosterCount: team.roster.count, rosterHead: team.roster.head)
        change(&words)
        let row = ManifestRow(
            body: tree(words).bytes, mac: [UInt8](repeating: 0, count: 32))
        var writer = ByteWriter()
        writer.append(author.id.bytes)
        writer.append(words.rosterCount)
        writer.append(words.rosterHead)
        writer.append(words.slotDigest)
        writer.append(row.bytes)
        writer.append(UInt32(words.events.count))
        for event in words.events { writer.append(event.bytes) }
        let keys = (words.signer ?? author).keys
        return SignedStatement(
            .manifest, of: team.vaultID, after: words.before, writer.bytes, by: keys.signing)
    }

    private func tree(_ words: Words) -> Manifest {
        Manifest(
            vaultID: words.vaultID, epoch: words.epoch, keyEpoch: words.keyEpoch,
            keyID: words.keyID, previousMAC: [UInt8](repeating: 0, count: 32), time: Team.now,
            slotCount: 0, slotDigest: Manifest.digest(ofSlots: []), directories: [:], auditCount: 0,
            auditHead: [UInt8](repeating: 0, count: 32))
    }

    /// Shows the entries that were not shown yet, and that manifest.
    mutating func take(_ statement: SignedStatement, first: Bool = false) throws {
        var next = history
        next.take(entries: Array(team.entries.dropFirst(shown)))
        if first { try next.take(first: statement) } else { try next.take(statement) }
        (history, shown) = (next, team.entries.count)
    }

    mutating func write(
        by author: Person, _ change: (inout Words) -> Void = { _ in }
    ) throws { try take(manifest(by: author, change)) }

    /// Why the next manifest is refused; `nil` where it is taken.
    func refusal(
        by author: Person, first: Bool = false, _ change: (inout Words) -> Void = { _ in }
    ) throws -> HistoryRefusal? {
        var other = self
        let statement = try manifest(by: author, change)
        do { try other.take(statement, first: first) } catch { return error as? HistoryRefusal }
        return nil
    }

    /// A slot for each member; the boxes hold nothing.
    var slots: [MemberSlot] {
        team.roster.all.map {
            MemberSlot(member: $0.id, keyEpoch: team.roster.keyEpoch, box: Array($0.id.bytes))
        }
    }
}
