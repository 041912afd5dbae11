import Vault

/// Whether a team could lose its vault with one machine, and whether its server keeps what it should.
enum TeamChecks {
    /// Nothing of a private vault.
    static func all(in vault: borrowing UnlockedVault) -> [Diagnosis] {
        guard let team = vault.team else { return [] }
        let people = [admins(team)] + recoveryCode(team)
        guard let offline = team.offline else {
            return people + [answering(team)] + server(in: vault) + rows(in: vault)
                + requests(team, in: vault)
        }
        let age = CopyAge.phrase(seconds: offline.age)
        return people + [
            .problem(
                "server", "\(Failure.away(offline.reason)).",
                cure:
                    "Until it answers, commands that only look use this machine's copy, \(age) old; see --max-age."
            )
        ]
    }

    /// People: the recovery code is an admin, and nobody who could act on a lost machine today.
    private static func admins(_ team: TeamView) -> Diagnosis {
        let people = team.members.count { $0.role == .admin && $0.id != team.recoveryCode?.id }
        guard people < 2 else { return .ok("admins", "\(people) people are admins of the team.") }
        let code = team.recoveryCode?.role == .admin ? " but by the recovery code" : ""
        return .warning(
            "admins",
            "\(people == 1 ? "One person" : "Nobody") is an admin of the team: if that machine is lost, nobody can admit or "
                + "remove members\(code).",
            cure: "Run: vault member invite NAME --role admin")
    }

    private static func recoveryCode(_ team: TeamView) -> [Diagnosis] {
        guard team.recoveryCode?.role == .admin else {
            return [
                .warning(
                    "recovery",
                    "The team has no recovery code that is an admin: if the admins lose their machines, the vault has none.",
                    cure: "Keep a copy of an admin's member's file, and its password apart.")
            ]
        }
        return [.ok("recovery", "The team's recovery code is an admin.")]
    }

    private static func answering(_ team: TeamView) -> Diagnosis {
        .ok(
            "server",
            "The team's database answers; this machine's copy is as new, at epoch \(team.head.epoch), and the server has all that "
                + "you have noted.")
    }

    private static func server(in vault: borrowing UnlockedVault) -> [Diagnosis] {
        do throws(VaultError) {
            let server = try vault.server()
            let role = vault.team?.own.role ?? .reader
            return TeamServerChecks(server: server, role: role).all
        } catch { return [.skipped("server-settings", Failure(error).message)] }
    }

    /// How many rows the server has; what is in them is for 'verify'.
    private static func rows(in vault: borrowing UnlockedVault) -> [Diagnosis] {
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
        guard team.own.role == .admin, let waiting = try? vault.requests(), !waiting.isEmpty
        else { return [] }
        let names = waiting.map { "'\($0)'" }.joined(separator: ", ")
        return [
            .warning(
                "requests", "\(names) asked to join, and wait for an admin.",
                cure: "Run: vault member admit NAME")
        ]
    }
}
