import Foundation
import Synchronization
import VaultTestSupport

/// People who come and go while others write: each time one is removed, the vault gets another key.
final class Guests: Sendable {
    private let place: TeamWritersPlace
    private let counts = Mutex((admitted: 0, removed: 0))

    init(of place: TeamWritersPlace) { self.place = place }

    var admitted: Int { counts.withLock { $0.admitted } }
    var removed: Int { counts.withLock { $0.removed } }

    /// One comes and goes, as far as the others let them: a removal waits for whoever is creating a key.
    func come(_ number: Int, telling shared: SharedFindings) throws {
        let guest = try TeamMachine("guest-\(number)", at: place.admin.url)
        let code = place.admin.path("code-\(guest.name)")
        let words = ["member", "invite", guest.name, "--role", "reader", "--code-file", code]
        guard try step(words, shared), try isDone(guest.join(with: code), "join", shared),
            try step(["member", "admit", guest.name], shared)
        else { return }
        counts.withLock { $0.admitted += 1 }
        let listed = try guest.run(["list"])
        if !TeamWritersPlace.isExpected(listed) {
            shared.found("\(guest.name) reads nothing: \(listed.errors)")
        }
        for _ in 0..<20 where try step(["member", "remove", guest.name, "-y"], shared) {
            counts.withLock { $0.removed += 1 }
            let refused = try guest.run(["list"])
            if ![69, 77].contains(refused.status) {
                shared.found("\(guest.name) was removed and reads: \(refused.status)")
            }
            return
        }
    }

    private func step(_ words: [String], _ shared: SharedFindings) throws -> Bool {
        try isDone(place.admin.run(words), words.joined(separator: " "), shared)
    }

    private func isDone(
        _ finished: Finished, _ what: String, _ shared: SharedFindings
    ) -> Bool {
        // Of what is told as unclear, it may be that it was done.
        let isRepeated = [66, 73].contains(finished.status)
        if !TeamWritersPlace.isExpected(finished), !isRepeated {
            shared.found("\(what): \(finished.status) \(finished.errors)")
        }
        return finished.status == 0
    }
}
