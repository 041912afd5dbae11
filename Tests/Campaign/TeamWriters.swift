import ArgumentParser
import Foundation
import Synchronization
import VaultTestSupport

/// Many processes of a team's members at once, on a server that ends connections: what was acknowledged is there, and
/// whoever reads the chains from their beginning finds each manifest and each entry of the roster as its author signed it.
struct TeamWriters: ParsableCommand {
    @Option(help: "How many processes at once, dealt out to five members.") var writers = 50
    @Option(help: "How many commands each of them runs, one after the other.") var changes = 200
    @Option(help: "What their commands are drawn by.") var seed: UInt64 = 1

    func run() throws {
        guard PostgresPrograms.exist else {
            print("team writers: not run, since this machine has no PostgreSQL")
            return
        }
        var tally = Tally("team-writers")
        let simulator = try Simulator(seconds: 6 * 3600)
        let place = try TeamWritersPlace(for: simulator, writers: writers)
        let (shared, guests) = (SharedFindings(), Guests(of: place))
        let broken = Atomic(0)
        let isOver = Atomic(false)
        let (all, beside) = (SharedThreads(shared), SharedThreads(shared))
        for number in 0..<writers {
            let writer = TeamWriter(number, in: place, seed: seed)
            all.run { try writer.run(changes, telling: shared) }
        }
        beside.run {
            repeat { try place.look(telling: shared) } while !isOver.load(ordering: .acquiring)
        }
        beside.run {
            var number = 0
            repeat {
                number += 1
                try guests.come(number, telling: shared)
            } while !isOver.load(ordering: .acquiring)
        }
        beside.run { [seed] in
            var generator = SplitMix64(seed: seed)
            while !isOver.load(ordering: .acquiring) {
                usleep(.random(in: 50_000...500_000, using: &generator))
                if try place.breakConnection() { broken.add(1, ordering: .relaxed) }
            }
        }
        all.wait()
        isOver.store(true, ordering: .releasing)
        beside.wait()

        let (looks, made, killed, findings, expected) = shared.all
        let judged = try place.judge(expected, simulator)
        tally.count(
            "seed \(seed)",
            repeating: [
                "--writers", "\(writers)", "--changes", "\(changes)", "--seed", "\(seed)",
            ], findings + judged.found)
        try tally.finish(
            ", \(writers) processes of \(place.machines.count) members, \(made) commands, \(killed) killed, "
                + "\(broken.load(ordering: .relaxed)) connections ended, \(guests.admitted) admitted, "
                + "\(guests.removed) removed, \(expected.values.filter { $0 == .stored }.count) keys acknowledged and kept, "
                + "\(looks) looks at all \(judged.epochs) epochs"
        )
    }
}

/// Threads that are waited for together; what one of them throws is a finding.
struct SharedThreads {
    private let group = DispatchGroup()
    private let shared: SharedFindings

    init(_ shared: SharedFindings) { self.shared = shared }

    func run(_ body: @escaping @Sendable () throws -> Void) {
        group.enter()
        Thread.detachNewThread { [group, shared] in
            do { try body() } catch { shared.found("\(error)") }
            group.leave()
        }
    }

    func wait() { group.wait() }
}
