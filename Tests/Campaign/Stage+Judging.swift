import Foundation
import Vault
import VaultTestSupport

extension Stage {
    func snapshot() throws -> Snapshot {
        Snapshot(cloud: try cloud(), contents: try Snapshot.Contents(of: vault()))
    }

    /// Runs the program, and holds what it says against what is then.
    func judged(
        _ words: [String], _ disturbance: Disturbance = .none
    ) throws -> (finished: Finished, untrue: [String]) {
        let before = try snapshot()
        let finished = try run(words, disturbance)
        if (finished.output + finished.errors).contains("may still be made") {
            isAdvisedToReconcile = true
        }
        guard let after = try? snapshot() else { return (finished, []) }
        let moment = Moment(
            command: words, before: before, after: after, touched: touched,
            others: others.union(after.cloud.made(under: elsewhereTags, butNot: place != nil)))
        if place == nil { try noteLandings(after.cloud) }
        listener?(moment.requests.map(\.line).joined(separator: "\n"))
        return (finished, try judge.judge(finished, at: moment))
    }

    /// What is on the disk, sealed, while its key lives, may not be lost any more.
    private func noteLandings(_ cloud: CloudState) throws {
        for landing in try vault().landings() {
            guard let id = landing.key?.record.accessKeyID, cloud.key(id)?.deleted == false else {
                continue
            }
            landed.insert(id)
        }
    }
}
