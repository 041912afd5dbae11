import Foundation
import VaultTestSupport

/// A team on a server of its own: members who write, each with a machine, and a reader who only looks.
final class TeamWritersPlace: Sendable {
    static let names = ["alice", "bob", "carol", "dave", "erin"]

    let database: PostgresDatabase
    let machines: [TeamMachine]
    private let looker: TeamMachine
    var admin: TeamMachine { machines[0] }

    init(for simulator: Simulator, writers: Int) throws {
        database = try PostgresServer(settings: ["max_connections = 200"]).newDatabase()
        let url = database.url()
        machines = try Self.names.map { try TeamMachine($0, at: url) }
        looker = try TeamMachine("looker", at: url)
        try admin.found(for: simulator)
        try admit(machines[1], as: "admin")
        for machine in machines.dropFirst(2) { try admit(machine, as: "writer") }
        try admit(looker, as: "reader")
        // Their commands ask an agent.
        for machine in machines.dropFirst(3) {
            try machine.succeed(["unlock", "--timeout", "8h", "--max", "8h"])
        }
        try Writer.addUsers(writers, to: simulator)
    }

    private func admit(_ machine: TeamMachine, as role: String) throws {
        let code = admin.path("code-\(machine.name)")
        try admin.succeed(["member", "invite", machine.name, "--role", role, "--code-file", code])
        let joined = try machine.join(with: code)
        guard joined.status == 0 else { throw TeamMachine.Failed(what: joined.errors) }
        try admin.succeed(["member", "admit", machine.name])
    }

    /// What a broken connection, another's change or a new key makes true of any command.
    static func isExpected(_ finished: Finished) -> Bool {
        [0, 69, 74, 75].contains(finished.status)
            || finished.status == 77 && finished.errors.contains("a new key meanwhile")
    }

    /// Ends the connection of one who is at work.
    ///
    /// - Returns: whether there was any.
    func breakConnection() throws -> Bool {
        let ended = try database.psql(
            """
            SELECT count(pg_terminate_backend(pid)) FROM (
              SELECT pid FROM pg_stat_activity
              WHERE datname = '\(database.name)' AND pid <> pg_backend_pid()
              ORDER BY random() LIMIT 1) one
            """)
        return ended == "1"
    }

    /// Fetches and verifies every manifest, every entry of the roster and every row, whatever is going on.
    func look(telling shared: SharedFindings) throws {
        try looker.forgetCopy()
        let finished = try looker.run(["verify"])
        shared.looked()
        if !Self.isExpected(finished) {
            shared.found("verify: \(finished.status) \(finished.errors)")
        }
    }

    /// What ``WritersJudge`` finds, that everybody sees the same whole vault, and how many epochs it has.
    func judge(
        _ expected: [String: KeyFates.Fate], _ simulator: Simulator
    ) throws -> (found: [String], epochs: String) {
        var found = try machines.compactMap(settle)
        found += try WritersJudge(simulator: simulator) { [admin] in try admin.run($0) }.findings(
            expected)
        try looker.forgetCopy()
        var heads: Set<String> = []
        for machine in machines + [looker] {
            let verified = try machine.run(["verify"])
            if verified.status != 0 { found.append("\(machine.name): \(verified.errors)") }
            heads.insert(try machine.run(["team", "head"]).output)
        }
        if heads.count != 1 { found.append("they see different vaults: \(heads.sorted())") }
        return (found, String(heads.first?.prefix { $0 != "-" } ?? "?"))
    }

    private func settle(_ machine: TeamMachine) throws -> String? {
        let finished = try WritersJudge.settled { try machine.run(["recover", "-y"], with: $0) }
        return finished.status == 0
            ? nil : "recover of \(machine.name): \(finished.status) \(finished.errors)"
    }
}
