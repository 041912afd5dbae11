/// News that fit what this machine has seen: its replica, and its mark.
struct VerifiedNews {
    let history: TeamHistory
    let manifest: Manifest
    /// Those that the replica has not.
    let manifests: [SignedStatement]
    let entries: [SignedStatement]
    /// Each member's newest event, where it is the member's.
    let shownEvents: [RecordID: SignedEvent]
    /// Those of them that the replica has not.
    let heads: [RecordID: SignedEvent]
    /// The number from which on a member's events are broken; that stops nobody.
    let brokenEvents: [RecordID: UInt64]
    var isNew: Bool { !manifests.isEmpty }

    /// - Parameters:
    ///   - known: as the replica has it by now. Another command may have brought it on since the server was asked.
    ///   - mark: as it was read before the server was asked.
    ///   - founding: the head of the roster's first entry, as the member's file has it.
    init(
        _ news: TeamNews, upon known: TeamHistory, mark: TeamMark?, founding: [UInt8],
        replica: Replica
    ) throws(VaultError) {
        let shown = try ShownManifests(news)
        let seen = [news.asked, mark?.point].compactMap { $0 }
        for point in seen where news.newestEpoch < point.epoch {
            try Self.requireNotBehind(news, shown, known, seen, replica)
            throw .team(.rolledBack(found: news.newestEpoch, expected: point.teamHead))
        }
        for point in seen + [known.point].compactMap({ $0 }) {
            var head = shown.head(at: point.epoch)
            if head == nil { head = try replica.head(at: point.epoch) }
            guard head == point.head else {
                throw try Self.forked(at: point, shown, known.roster, replica)
            }
        }
        var history = known
        let missing = known.roster.count - min(news.firstEntry, known.roster.count)
        entries = Array(news.entries.dropFirst(Int(clamping: missing)))
        do throws(HistoryRefusal) {
            manifests = try shown.extend(&history, with: entries)
            if !manifests.isEmpty { try history.finish(slots: news.slots) }
        } catch { throw .team(.history(error)) }
        for point in seen where history.rosterHead(after: point.rosterCount) != point.rosterHead {
            throw .team(.forked(seen: point.teamHead))
        }
        guard history.roster.founding == founding else { throw .team(.otherVault) }
        guard let newest = history.newest else { throw .team(.noVault) }
        (self.history, manifest) = (history, newest.manifest)
        let events = EventHeads(news, history)
        heads = try events.newer(than: replica.eventHeads())
        (shownEvents, brokenEvents) = (events.heads, events.broken)
    }

    /// What another history than this machine's is, at an epoch that both have.
    private static func forked(
        at point: TeamPoint, _ shown: ShownManifests, _ roster: Roster, _ replica: Replica
    ) throws(VaultError) -> VaultError {
        guard let statement = shown.statement(at: point.epoch),
            let fork = TeamFork(
                at: point.epoch, seen: point.head, try replica.manifest(at: point.epoch),
                shown: statement, in: roster)
        else { return .team(.forked(seen: point.teamHead)) }
        return .team(.split(fork))
    }

    /// A server that is only behind what this machine's copy has.
    ///
    /// - Throws: ``TeamError/behind(found:newest:)``; ``TeamError/split(_:)`` if others went on and have not come so far.
    private static func requireNotBehind(
        _ news: TeamNews, _ shown: ShownManifests, _ known: TeamHistory, _ seen: [TeamPoint],
        _ replica: Replica
    ) throws(VaultError) {
        guard let point = known.point, seen.allSatisfy({ $0.epoch <= point.epoch }),
            let statement = shown.statement(at: news.newestEpoch),
            let own = try replica.manifest(at: news.newestEpoch)
        else { return }
        guard own != statement else {
            throw .team(
                .behind(
                    found: TeamHead(epoch: news.newestEpoch, head: own.head),
                    newest: point.teamHead))
        }
        let fork = TeamFork(
            at: news.newestEpoch, seen: own.head, own, shown: statement, in: known.roster)
        if let fork { throw .team(.split(fork)) }
    }
}

/// The manifests that a server has shown, each under its own epoch; nothing else of them is verified.
private struct ShownManifests {
    private let all: [(epoch: UInt64, statement: SignedStatement)]

    /// - Throws: ``HistoryRefusal/malformed(epoch:)`` for a row that no manifest of its epoch stands in. A former one in a new
    ///   place would else pass for nothing new, and keep all from what comes after it.
    init(_ news: TeamNews) throws(VaultError) {
        for (epoch, statement) in news.manifests {
            guard statement.claimedEpoch(in: news.vaultID) == epoch else {
                throw .team(.history(.malformed(epoch: epoch)))
            }
        }
        all = news.manifests
        guard all.last?.epoch ?? news.newestEpoch == news.newestEpoch else {
            throw .team(.history(.notNext(epoch: news.newestEpoch)))
        }
    }

    func statement(at epoch: UInt64) -> SignedStatement? {
        all.first { $0.epoch == epoch }?.statement
    }

    func head(at epoch: UInt64) -> [UInt8]? { statement(at: epoch)?.head }

    /// - Returns: those that were new to the history.
    func extend(
        _ history: inout TeamHistory, with entries: [SignedStatement]
    ) throws(HistoryRefusal) -> [SignedStatement] {
        var new: [SignedStatement] = []
        for (epoch, statement) in all where epoch > history.point?.epoch ?? 0 {
            if new.isEmpty { history.take(entries: entries) }
            if history.point == nil {
                try history.take(first: statement)
            } else {
                try history.take(statement)
            }
            new.append(statement)
        }
        return new
    }
}

extension SignedStatement {
    /// The epoch of a manifest's statement, whoever has signed it; `nil` for what is none of the vault's.
    fileprivate func claimedEpoch(in vaultID: RecordID) -> UInt64? {
        guard let (_, content) = unverifiedContent(.manifest, of: vaultID) else { return nil }
        return (try? ManifestStatement(reading: content))?.manifest.epoch
    }
}
