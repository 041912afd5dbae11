import Foundation
import Vault

/// Both sides at one moment: what OUTSCALE has, and what the vault says of it.
struct Snapshot {
    /// What the vault has, read whole: it may be written meanwhile.
    struct Contents {
        let keys: [KeyRecord]
        let intents: [Intent]

        init(of vault: borrowing UnlockedVault) throws {
            keys = try vault.contents.keys()
            intents = vault.contents.intents
        }

        func key(id: RecordID) -> KeyRecord? { keys.first { $0.id == id } }
    }

    let cloud: CloudState
    let contents: Contents

    /// The vault's records of a name, and of what a rotation calls the key that it replaces.
    func records(named name: String) -> [KeyRecord] {
        contents.keys.filter { [name, name + ".old"].contains($0.name.description) }
    }

    func intents(named name: String) -> [Intent] {
        contents.intents.filter { $0.key.name.description == name }
    }
}

/// One run of the program, between two looks at both sides: what its sentences are held against.
struct Moment {
    let command: [String]
    let before: Snapshot
    let after: Snapshot
    /// Keys that others have changed or deleted, which nobody has told the vault.
    let touched: Set<String>
    /// Other administrators' keys.
    let others: Set<String>

    /// What the command itself has asked for.
    var requests: ArraySlice<CloudState.Request> {
        after.cloud.requests.dropFirst(before.cloud.requests.count)
    }

    /// The Tags of the creations that the command has begun, whether they were sent or not.
    var tags: Set<String> {
        let known = Set(before.contents.intents.map(\.id))
        let begun = after.contents.intents.filter { !known.contains($0.id) && $0.issue != nil }
        let sent = requests.filter { $0.action == "CreateAccessKey" && !$0.dryRun }
        return Set(begun.map(\.tag) + sent.compactMap(\.tag))
    }

    /// Keys that are at OUTSCALE since the command, and not in the vault.
    var strays: [CloudState.Key] {
        let known = Set(before.cloud.keys.map(\.accessKeyId))
        let held = Set(after.contents.keys.map(\.accessKeyID))
        return after.cloud.keys.filter {
            !$0.deleted && !known.contains($0.accessKeyId) && !held.contains($0.accessKeyId)
                && !others.contains($0.accessKeyId)
        }
    }
}
