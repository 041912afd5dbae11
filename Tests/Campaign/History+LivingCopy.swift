import Foundation
import KeyLifecycle
import LocalMachine
import Vault
import VaultTestSupport

/// A second copy of the vault, in which somebody works as well.
extension History {
    /// What the copy does now; `nil` where it is the first vault's turn.
    mutating func copysTurn() throws -> [String]? {
        guard living != nil else {
            guard isOne(in: 8) else { return nil }
            try beginCopy()
            return []
        }
        return isOne(in: 3) ? try useLivingCopy() : nil
    }

    /// At times while a creation is under way, or lost.
    private mutating func beginCopy() throws {
        if isOne(in: 2) {
            number += 1
            _ = try run(["create-key", "--user", user, "--name", "\(user)-\(number)"])
        }
        let withState = isOne(in: 2)
        living = try stage.copyVault(withState: withState)
        tell("a copy of the vault begins to live" + (withState ? ", with its state" : ""))
    }

    private mutating func useLivingCopy() throws -> [String] {
        guard let living else { return [] }
        let owner = Owner(stage.firstName(of: user))
        let names = try stage.at(living.place) {
            try stage.vault().contents.keys().filter { owner.has($0.user) }
                .map(\.name.description).sorted()
        }
        var choices = [
            ["list"], ["status"], ["reconcile", "--all-users"],
            ["reconcile", "--all-users", "--fix"], ["reconcile", "--user", user, "--fix"],
            ["recover"], ["recover"],
        ]
        number += 1
        choices.append(["create-key", "--user", user, "--name", "\(user)-c\(number)"])
        if let name = one(of: names) {
            choices += [["rotate", name], ["delete-key", name, "--yes"]]
        }
        return try runInCopy(one(of: choices) ?? ["recover"])
    }

    /// Runs a command in the copy, and looks what it has taken from the first vault.
    mutating func runInCopy(_ words: [String]) throws -> [String] {
        guard var copy = living else { return [] }
        try copy.note(asking: words, in: stage)
        living = copy
        let first = try stage.snapshot()
        let finished = try stage.at(copy.place) {
            note("in the copy: " + words.joined(separator: " "), try stage.judged(words))
        }
        let after = try stage.cloud()
        let sent = after.requests.dropFirst(first.cloud.requests.count)
        stage.elsewhereTags.formUnion(
            sent.filter { $0.action == "CreateAccessKey" }.compactMap(\.tag))
        let changed = first.cloud.keys.filter { key in
            after.key(key.accessKeyId).map { !$0.isAs(key) } ?? true
        }
        stage.touched.formUnion(changed.map(\.accessKeyId))
        said = finished
        return taken(from: first, after, by: copy, words)
            + (finished.status <= 78
                ? [] : ["the copy ended with \(finished.status): \(finished.errors)"])
    }

    /// I19: what the first vault has stored, or is about to store, is not the copy's to take away.
    private func taken(
        from first: Snapshot, _ after: CloudState, by copy: LivingCopy, _ words: [String]
    ) -> [String] {
        let own = after.made(under: stage.elsewhereTags)
        let held = Set(first.contents.keys.map(\.accessKeyID)).union(stage.landed)
        let open = Set(first.contents.intents.filter(\.mayStoreAKey).map(\.tag))
        let sent = Set(
            after.requests.dropFirst(first.cloud.requests.count).filter(\.committed)
                .compactMap(\.accessKeyId))
        return first.cloud.keys.filter { key in
            let isWanted =
                held.contains(key.accessKeyId) || (key.tag.map(open.contains) ?? false)
            let isTaken =
                after.key(key.accessKeyId).map { $0.deleted || $0.state != key.state } ?? true
            return isWanted && isTaken && !key.deleted && key.state == "ACTIVE"
                && sent.contains(key.accessKeyId) && !own.contains(key.accessKeyId)
                && !copy.asked.contains(key.accessKeyId)
        }.map { "I19 a copy's '\(words.joined(separator: " "))' has taken \($0.accessKeyId) away" }
    }

    /// The copy ends what it has begun itself: no orphan of its own is left, and its secrets are right.
    mutating func copyConcluded(_ invariants: Invariants) throws -> [String] {
        guard let copy = living else { return [] }
        var found: [String] = []
        for span in [0, 61, Stage.quarantine + 960, Stage.quarantine + 960] {
            try stage.pass(seconds: span)
            found += try runInCopy(["recover"]) + untrue
            guard found.isEmpty else { return found }
            try stage.at(copy.place) {
                if let said { try stage.decide(invariants, said, isLate: span > 61) }
            }
        }
        found += try runInCopy(["reconcile", "--all-users", "--fix"]) + untrue
        return try found + stage.at(copy.place) { try invariants.copySettled() }
    }
}

extension LivingCopy {
    /// What a person asks of a key by its name here is asked of it, and of the key that a rotation has put in its place.
    mutating func note(asking words: [String], in stage: Stage) throws {
        guard ["rotate", "delete-key"].contains(words.first ?? ""), words.count > 1 else { return }
        let contents = try stage.at(place) { try stage.snapshot().contents }
        let records = contents.keys.filter {
            [words[1], words[1] + ".old", words[1] + ".new"].contains($0.name.description)
        }
        asked.formUnion(records.map(\.accessKeyID))
    }
}

extension CloudState.Key {
    /// Whether nobody has changed it; what time does to it does not count.
    fileprivate func isAs(_ other: CloudState.Key) -> Bool {
        (state, tag, deleted, expirationDate) == (
            other.state, other.tag, other.deleted, other.expirationDate
        )
    }
}

extension Invariants {
    /// True of a copy once its recovery has nothing more to do; what the first vault has begun stays open here.
    func copySettled() throws -> [String] {
        let cloud = try stage.cloud()
        let vault = try stage.vault()
        let host = try HostIdentity.of(vault.files)
        let own = cloud.made(under: stage.elsewhereTags)
        let held = Set(try vault.contents.keys().map(\.accessKeyID))
        let orphans = cloud.living(of: user).filter {
            own.contains($0.accessKeyId) && !held.contains($0.accessKeyId)
                && !cloud.isOutOfReach($0) && !cloud.isFrozen($0) && !$0.isHidden(in: cloud)
                && !cloud.isUnnamedTwin($0)
        }
        let open = vault.contents.intents.filter {
            $0.host == host && !$0.isResting(at: stage.now, host: host)
        }
        return orphans.map { "I20 an orphan of the copy: \($0.accessKeyId) \($0.state)" }
            + open.map { "I20 the copy has left open: \($0.work)" }
            + (try falselyStored(vault, cloud))
    }
}
