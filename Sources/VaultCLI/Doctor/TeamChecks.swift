import Vault

/// Whether a team could lose its vault with one machine, and whether its server answers.
enum TeamChecks {
    /// Nothing of a private vault.
    static func all(in vault: borrowing UnlockedVault) -> [Diagnosis] {
        guard let team = vault.team else { return [] }
        return [admins(team), server(team)] + rows(team, in: vault) + requests(team, in: vault)
    }

    private static func admins(_ team: TeamView) -> Diagnosis {
        let admins = team.members.count { $0.role == .admin }
        guard admins < 2 else { return .ok("admins", "The team has \(admins) admins.") }
        return .warning(
            "admins",
            "The team has one admin: if that machine is lost, nobody can admit or remove members.",
            cure: "Run: vault member invite NAME --role admin")
    }

    private static func server(_ team: TeamView) -> Diagnosis {
        guard let offline = team.offline else {
            return .ok(
                "server",
                "The team's database answers; this machine has its epoch \(team.head.epoch).")
        }
        return .problem("server", Failure(.team(offline.reason)))
    }

    /// How many rows the server has; what is in them is for 'verify'.
    private static func rows(
        _ team: TeamView, in vault: borrowing UnlockedVault
    ) -> [Diagnosis] {
        guard team.offline == nil else { return [] }
        do throws(VaultError) {
            let differing = try vault.differingCounts().map {
                "\($0.found) instead of \($0.expected) in osc_vault.\($0.table)"
            }
            guard !differing.isEmpty else {
                return [.ok("rows", "The server has as many rows as its newest epoch.")]
            }
            return [
                .problem(
                    "rows",
                    "The server has rows too few or too many: \(differing.joined(separator: ", ")).",
                    cure: "Run: vault verify")
            ]
        } catch { return [.problem("rows", Failure(error))] }
    }

    /// Requests that wait for an admin; only admins can do something about them.
    private static func requests(
        _ team: TeamView, in vault: borrowing UnlockedVault
    ) -> [Diagnosis] {
        guard team.own.role == .admin, team.offline == nil,
            let waiting = try? vault.requests(), !waiting.isEmpty
        else { return [] }
        let names = waiting.map { "'\($0)'" }.joined(separator: ", ")
        return [
            .warning(
                "requests", "\(names) asked to join, and wait for an admin.",
                cure: "Run: vault member admit NAME")
        ]
    }
}
