import PostgreSQL

/// How many rows a server has of each table, against its newest epoch: what `doctor` can afford. `verify` looks at what is in them.
package struct TeamCount: Hashable, Sendable {
    package let table: String
    package let found: Int64
    package let expected: Int64
}

extension UnlockedVault {
    /// The tables that have more or fewer rows than they should; none where somebody has written since the vault was opened.
    package func differingCounts() throws(VaultError) -> [TeamCount] {
        let store = try teamStore()
        guard let point = store.history.point else { return [] }
        let answer = try store.ask(
            DatabaseStatement(
                """
                SELECT (SELECT coalesce(max(epoch), 0) FROM osc_vault.manifest), \
                (SELECT count(*) FROM osc_vault.manifest), (SELECT count(*) FROM osc_vault.roster), \
                (SELECT count(*) FROM osc_vault.slot), (SELECT count(*) FROM osc_vault.page), \
                (SELECT count(*) FROM osc_vault.node), (SELECT count(*) FROM osc_vault.secret), \
                (SELECT count(*) FROM osc_vault.event), \
                (SELECT coalesce(min(epoch), 0) FROM osc_vault.manifest)
                """))
        guard answer.integer(0, 0) == Int64(clamping: point.epoch) else { return [] }
        let pages = PageKind.allCases.map { Int(state.manifest.directory(of: $0).pageCount) }
        // A vault that was brought back from a machine's copy begins where that copy did.
        let first = min(
            max(answer.integer(0, 8) ?? 1, 1), Int64(clamping: try store.replica.oldestEpoch()))
        let expected = [
            ("manifest", Int(clamping: point.epoch) - Int(first) + 1),
            ("roster", Int(clamping: point.rosterCount)),
            ("slot", store.history.roster.all.count), ("page", pages.reduce(0, +)),
            ("node", pages.reduce(0) { $0 + PageTree.nodeCount(of: $1) }),
            ("secret", state.tree(.keys).entryCount),
            ("event", Int(clamping: state.manifest.auditCount)),
        ]
        return expected.enumerated().compactMap { index, table in
            let (found, wanted) = (answer.integer(0, index + 1) ?? 0, Int64(table.1))
            guard found != wanted else { return nil }
            return TeamCount(table: table.0, found: found, expected: wanted)
        }
    }
}
