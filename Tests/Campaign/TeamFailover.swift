import Foundation
import Synchronization
import VaultTestSupport

/// One primary that dies while two members create keys, and the standby that takes over.
final class TeamFailover {
    struct Figures {
        var acknowledged = 0
        /// Epochs that a member's machine has and the new primary has not.
        var missing = 0
        /// Machines that said so.
        var noticed = 0

        mutating func add(_ other: Figures) {
            acknowledged += other.acknowledged
            missing += other.missing
            noticed += other.noticed
        }
    }

    private let standby: TeamFailovers.Standby
    private let pair: PostgresPair
    private let database: PostgresDatabase
    private let simulator: Simulator
    private let machines: [TeamMachine]
    private let shared = SharedFindings()
    private var generator: SplitMix64
    private var figures = Figures()

    init(to standby: TeamFailovers.Standby, seed: UInt64) throws {
        self.standby = standby
        generator = SplitMix64(seed: seed)
        pair = try PostgresPair(isSynchronous: standby == .sync)
        database = try pair.newDatabase()
        simulator = try Simulator(seconds: 3_600)
        let url = database.url()
        machines = try ["alice", "bob"].map { try TeamMachine($0, at: url) }
        try machines[0].found(for: simulator)
        try machines[0].admit(machines[1], as: "writer")
        try Writer.addUsers(machines.count, to: simulator)
    }

    func run() throws -> (figures: Figures, found: [String]) {
        let expected = try failOver()
        figures.acknowledged = expected.values.count { $0 == .stored }
        var found = shared.all.findings
        // Whoever has seen most puts back what is missing, before anybody writes.
        let ordered = try machines.map { ($0, try epoch(of: $0)) }.sorted { $0.1 > $1.1 }
        found += try notice(ordered)
        for (machine, _) in ordered {
            let settled = try WritersJudge.settled { try machine.run(["recover", "-y"], with: $0) }
            if settled.status != 0 { found.append("recover of \(machine.name): \(settled.errors)") }
        }
        found += try WritersJudge(simulator: simulator) { [machines] in try machines[0].run($0) }
            .findings(expected)
        for machine in machines {
            let verified = try machine.run(["verify"])
            if verified.status != 0 { found.append("\(machine.name): \(verified.errors)") }
        }
        return (figures, found)
    }

    /// Keys are created, the primary dies, and the standby is promoted once all commands have ended.
    private func failOver() throws -> [String: KeyFates.Fate] {
        let (isOver, acknowledged) = (Atomic(false), Atomic(0))
        let threads = SharedThreads(shared)
        for (number, machine) in machines.enumerated() {
            threads.run { [shared] in
                var fates = KeyFates()
                // OUTSCALE gives a user no more than ten.
                for made in 1...9 where !isOver.load(ordering: .acquiring) {
                    let name = "\(Writer.name(number))-\(made)"
                    let finished = try machine.run([
                        "create-key", "--user", Writer.name(number), "--name", name,
                    ])
                    fates.note(name, isDeletion: false, status: finished.status)
                    if finished.status == 0 { acknowledged.add(1, ordering: .releasing) }
                    if !TeamWritersPlace.isExpected(finished) {
                        shared.found("create-key \(name): \(finished.status) \(finished.errors)")
                    }
                }
                shared.expect(fates.all)
            }
        }
        func wait(for count: Int) {
            _ = eventually(within: 300) { acknowledged.load(ordering: .acquiring) >= count }
        }
        let first = Int.random(in: 1...3, using: &generator)
        wait(for: first)
        if standby == .async { try pair.cutOff() }
        wait(for: first + Int.random(in: 1...4, using: &generator))
        usleep(.random(in: 0...300_000, using: &generator))
        pair.killPrimary()
        isOver.store(true, ordering: .releasing)
        threads.wait()
        try pair.promote()
        return shared.all.expected
    }

    /// How far the machine's own copy has come.
    private func epoch(of machine: TeamMachine) throws -> Int {
        let told = try machine.run(["team", "head", "--offline"])
        guard let epoch = Int(told.output.prefix { $0 != "-" }) else {
            throw TeamMachine.Failed(what: "\(machine.name): \(told.errors)")
        }
        return epoch
    }

    /// A machine that has seen more than the new primary has says so, and no other one does.
    private func notice(_ machines: [(TeamMachine, Int)]) throws -> [String] {
        let newest = try pair.standby.psql(
            database.name, "SELECT max(epoch) FROM osc_vault.manifest")
        let shown = Int(newest) ?? 0
        figures.missing = max(0, (machines.first?.1 ?? 0) - shown)
        var found: [String] = []
        for (machine, seen) in machines {
            let status = try machine.run(["list"]).status
            if status == 65 { figures.noticed += 1 }
            let expected: Int32 = seen > shown ? 65 : 0
            if status != expected {
                found.append(
                    "\(machine.name) has \(seen) of \(shown) epochs, and 'list' ends with \(status)"
                )
            }
        }
        if standby == .sync, figures.missing > 0 {
            found.append("the synchronous standby lacks epochs")
        }
        return found
    }
}
