import Foundation
import VaultTestSupport

/// One who changes the vault again and again, and remembers what was acknowledged.
final class Writer: @unchecked Sendable {
    private enum Change: CaseIterable {
        case create, rotate, delete, use, backUp, changePassword, changeKey
    }

    private let number: Int
    private let place: WritersPlace
    private var generator: SplitMix64
    private var fates = KeyFates()
    private var made = 0
    /// A new key for the vault drops the slot of a password that it was not given.
    private var hasPassword = true

    static func name(_ number: Int) -> String { "writer-\(number)" }

    /// Each writes the keys of an EIM user of their own.
    static func addUsers(_ count: Int, to simulator: Simulator) throws {
        for number in 0..<count {
            try simulator.control(
                "users", "{\"do\":\"create\",\"userName\":\"\(name(number))\",\"rights\":\"own\"}")
        }
    }

    init(_ number: Int, in place: WritersPlace, seed: UInt64) {
        (self.number, self.place) = (number, place)
        generator = SplitMix64(seed: seed &* 1_000 &+ UInt64(number))
    }

    func run(_ changes: Int, telling shared: SharedFindings) throws {
        for _ in 0..<changes {
            let change = draw()
            let (key, words) = words(change)
            let delay =
                Int.random(in: 0..<8, using: &generator) == 0
                ? UInt32.random(in: 1_000...60_000, using: &generator) : nil
            let child = try place.start(words)
            if let delay {
                usleep(delay)
                kill(child.process, SIGKILL)
            }
            let finished = try child.finish(within: 3_600)
            shared.changed(killed: finished.status == 128 + SIGKILL)
            if change == .changePassword { hasPassword = finished.status != 64 }
            fates.note(key, isDeletion: change == .delete, status: finished.status)
            if ![0, 128 + SIGKILL].contains(finished.status), !isExpected(change, finished) {
                shared.found(
                    "\(words.joined(separator: " ")): \(finished.status) \(finished.errors)")
            }
        }
        shared.expect(fates.all)
    }

    /// The changes that a vault sees most are drawn most.
    private func draw() -> Change {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<9: return fates.present < 6 ? .create : .delete
        case 9..<12: return .rotate
        case 12..<15: return .delete
        case 15..<17: return .use
        case 17: return .backUp
        case 18: return .changePassword
        default: return .changeKey
        }
    }

    private func words(_ change: Change) -> (key: String?, words: [String]) {
        made += 1
        let mine = "\(Self.name(number))-\(made)"
        let stored = fates.stored.randomElement(using: &generator)
        let password = ["--new-password-file", place.path("password"), "-y"]
        switch (change, stored) {
        case (.create, _), (.rotate, nil), (.delete, nil), (.use, nil):
            return (mine, ["create-key", "--user", Self.name(number), "--name", mine])
        case (.rotate, let key?): return (key, ["rotate", key, "--grace", "0", "-y"])
        case (.delete, let key?): return (key, ["delete-key", key, "-y"])
        case (.use, let key?): return (key, ["exec", key, "-q", "--", "true"])
        case (.backUp, _): return (nil, ["backup", place.path(mine + ".db")])
        case (.changePassword, _):
            return (nil, (hasPassword ? ["passwd"] : ["slot", "add", "password"]) + password)
        case (.changeKey, _): return (nil, ["rekey", "-y"])
        }
    }

    /// What another's change makes true: a new key for the vault drops the password's slot, and two can't both change slots.
    private func isExpected(_ change: Change, _ finished: Finished) -> Bool {
        if WritersPlace.isNewKey(finished) { return true }
        return switch change {
        case .changePassword: [64, 73, 75, 77].contains(finished.status)
        default: finished.status == 75
        }
    }
}
