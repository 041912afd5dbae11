import Foundation
import VaultTestSupport

/// One process after the other of a member, which change the team's vault, and what was acknowledged.
final class TeamWriter: @unchecked Sendable {
    private enum Change { case create, rotate, delete, tag, use, look, backUp, invite }

    private let number: Int
    private let machine: TeamMachine
    private let isAdmin: Bool
    private var generator: SplitMix64
    private var fates = KeyFates()
    private var made = 0

    init(_ number: Int, in place: TeamWritersPlace, seed: UInt64) {
        self.number = number
        machine = place.machines[number % place.machines.count]
        isAdmin = number % place.machines.count < 2
        generator = SplitMix64(seed: seed &* 1_000 &+ UInt64(number))
    }

    func run(_ changes: Int, telling shared: SharedFindings) throws {
        for _ in 0..<changes {
            let change = draw()
            let (key, words) = words(change)
            let child = try machine.start(words)
            if Int.random(in: 0..<8, using: &generator) == 0 {
                usleep(.random(in: 1_000...900_000, using: &generator))
                kill(child.process, SIGKILL)
            }
            let finished = try child.finish(within: 3_600)
            let isKilled = finished.status == 128 + SIGKILL
            shared.changed(killed: isKilled)
            fates.note(key, isDeletion: change == .delete, status: finished.status)
            if !isKilled, !TeamWritersPlace.isExpected(finished) {
                shared.found(
                    "\(machine.name): \(words.joined(separator: " ")): \(finished.status) \(finished.errors)"
                )
            }
        }
        shared.expect(fates.all)
    }

    /// The changes that a vault sees most are drawn most.
    private func draw() -> Change {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<8: return fates.present < 6 ? .create : .delete
        case 8..<11: return .rotate
        case 11..<13: return .delete
        case 13: return .tag
        case 14..<16: return .use
        case 16..<18: return .look
        case 18: return .backUp
        default: return isAdmin ? .invite : .look
        }
    }

    private func words(_ change: Change) -> (key: String?, words: [String]) {
        made += 1
        let mine = "\(Writer.name(number))-\(made)"
        let stored = fates.stored.randomElement(using: &generator)
        switch (change, stored) {
        case (.look, _):
            let looks = [["list", "-o", "json"], ["log", "-o", "json"], ["team", "head"]]
            return (nil, looks[made % looks.count])
        case (.backUp, _): return (nil, ["backup", machine.path(mine + ".backup")])
        case (.invite, _):
            let code = machine.path("code-\(mine)")
            return (
                nil, ["member", "invite", mine, "--role", "reader", "--code-file", code]
            )
        case (.rotate, let key?): return (key, ["rotate", key, "--grace", "0", "-y"])
        case (.delete, let key?): return (key, ["delete-key", key, "-y"])
        case (.tag, let key?): return (key, ["tag", key, "round \(made)"])
        case (.use, let key?): return (key, ["exec", key, "-q", "--", "true"])
        case (_, _): return (mine, ["create-key", "--user", Writer.name(number), "--name", mine])
        }
    }
}
