import Foundation
import VaultTestSupport

/// One who changes the vault again and again, and remembers what was acknowledged.
final class Writer: @unchecked Sendable {
    /// What must be true of a key in the end.
    enum Fate { case stored, deleted, either }

    private enum Change: CaseIterable {
        case create, rotate, delete, use, backUp, changePassword, changeKey
    }

    private let number: Int
    private let place: WritersPlace
    private var generator: SplitMix64
    private var fates: [String: Fate] = [:]
    private var made = 0
    /// A new key for the vault drops the slot of a password that it was not given.
    private var hasPassword = true

    static func name(_ number: Int) -> String { "writer-\(number)" }

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
            note(change, key, finished.status)
            if ![0, 128 + SIGKILL].contains(finished.status), !isExpected(change, finished) {
                shared.found(
                    "\(words.joined(separator: " ")): \(finished.status) \(finished.errors)")
            }
        }
        shared.expect(fates)
    }

    /// The changes that a vault sees most are drawn most.
    private func draw() -> Change {
        let stored = fates.values.filter { $0 != .deleted }.count
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<9: return stored < 6 ? .create : .delete
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
        let stored = fates.filter { $0.value == .stored }.keys.sorted().randomElement(
            using: &generator)
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

    private func note(_ change: Change, _ key: String?, _ status: Int32) {
        if change == .changePassword { hasPassword = status != 64 }
        guard let key else { return }
        switch (fates[key], status) {
        case (nil, 0): fates[key] = .stored
        case (nil, _): fates[key] = .either
        case (_, 0): if change == .delete { fates[key] = .deleted }
        default: if change == .delete { fates[key] = .either }
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
