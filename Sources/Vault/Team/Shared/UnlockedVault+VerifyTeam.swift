import PostgreSQL
import SecretMemory

/// Looking at all that a team's server has, as a machine that has nothing of it does.
extension UnlockedVault {
    /// Fetches every row anew, and holds it against the signed manifests; this machine's copy is looked at, too.
    ///
    /// - Parameter tell: gets ``VaultWarning/copyFetchedAnew`` where the copy was damaged and what was fetched has taken its place,
    ///   and ``VaultWarning/eventsPutBack(first:last:)``.
    /// - Returns: how many events the tree's log has.
    /// - Throws: what opening a vault throws; ``TeamError/rows(_:)``, ``TeamError/findings(_:)``.
    func verifyTeam(
        _ store: TeamStore, telling tell: (VaultWarning) -> Void
    ) throws(VaultError) -> Int {
        if let reason = store.offline { throw .team(reason) }
        let draft = try ReplicaDraft(beside: store.access)
        let whole = try TeamStore(store.access, in: draft.files)
        let first = try whole.walkChains(from: store.replica.oldestEpoch())
        if first > 1 { tell(.historyBegins(epoch: first)) }
        let trail = try memberTrail()
        if let told = trail.putBack { tell(told) }
        for loss in trail.losses where loss.isAccepted { tell(.lossAccepted(loss.finding)) }
        let findings = try differingSecrets(of: whole) + trail.findings
        guard findings.isEmpty else { throw .team(.findings(findings)) }
        let count: Int
        do throws(VaultError) {
            let fresh = try UnlockedVault(
                opening: draft.files, key: whole.vaultKey(), on: whole)
            count = try fresh.verifyRows()
        } catch {
            guard case .damaged(let what) = error else { throw error }
            throw .team(.rows(what))
        }
        do throws(VaultError) { _ = try verifyRows() } catch {
            guard case .damaged = error else { throw error }
            try draft.publish()
            tell(.copyFetchedAnew)
        }
        return count
    }

    /// Secrets of the server that are not those of the keys that this machine has, if both are of one epoch; else nothing is
    /// known by name.
    private func differingSecrets(of whole: TeamStore) throws(VaultError) -> [TeamFinding] {
        do throws(VaultError) { try state.loadAll(.keys) } catch { return [] }
        guard whole.history.point?.epoch == epoch else { return [] }
        var findings: [TeamFinding] = []
        for key in state.keys.values.sorted(by: { $0.record.name < $1.record.name }) {
            let row = try whole.secret(of: key.record.id)
            guard row?.generation == key.secret.generation,
                row.map({ Digest(hashing: $0.box) }) == key.secret.digest
            else {
                findings.append(.secret(key.record.name))
                continue
            }
        }
        var strangers = 0
        try whole.secretIDs { if state.keys[$0] == nil { strangers += 1 } }
        return strangers > 0 ? findings + [.strangeSecrets(strangers)] : findings
    }
}

extension TeamStore {
    /// So many manifests are fetched at a time.
    private static let pageRows = 256

    /// All manifests from the first on, and all entries of the roster: each follows the one before, under its own number.
    ///
    /// A vault that was brought back from a machine's copy begins where that copy did.
    ///
    /// - Parameter known: the oldest epoch that this machine has; the server has to have it, and each after it.
    /// - Returns: the oldest epoch that the server has.
    func walkChains(from known: UInt64) throws(VaultError) -> UInt64 {
        var walked = TeamHistory(of: identity.vaultID)
        walked.take(entries: try entries())
        let newest = history.point?.epoch ?? 0
        var page: [(number: UInt64, statement: SignedStatement)]
        // Rows below 1 are none.
        var seen = Int64.min
        var first: UInt64?
        repeat {
            page = try TeamNews.numbered(
                ask(
                    DatabaseStatement(
                        """
                        SELECT epoch, body, signature FROM osc_vault.manifest WHERE epoch > $1 \
                        ORDER BY epoch LIMIT 256
                        """, [.integer(seen)])))
            for (epoch, statement) in page {
                seen = Int64(bitPattern: epoch)
                // What was written since is looked at the next time.
                guard seen < 1 || epoch <= newest else { break }
                let isFirst = first == nil
                if isFirst { first = min(max(epoch, 1), known) }
                let expected = walked.point.map { $0.epoch + 1 } ?? first ?? 1
                guard epoch == expected else { throw .team(.history(.notNext(epoch: expected))) }
                do throws(HistoryRefusal) {
                    if isFirst {
                        try walked.take(first: statement)
                    } else {
                        try walked.take(statement)
                    }
                } catch { throw .team(.history(error)) }
            }
        } while page.count == Self.pageRows
        guard walked.point == history.point else {
            throw .team(.history(.notNext(epoch: newest)))
        }
        return first ?? 1
    }

    /// The roster's entries, each under its own number.
    private func entries() throws(VaultError) -> [SignedStatement] {
        let rows = try ask(
            DatabaseStatement(
                "SELECT number, body, signature FROM osc_vault.roster ORDER BY number"))
        let numbered = try TeamNews.numbered(rows)
        for (index, entry) in numbered.enumerated() where entry.number != UInt64(index) {
            throw .team(.history(.roster(number: UInt64(index), .notNext)))
        }
        return numbered.map(\.statement)
    }
}
