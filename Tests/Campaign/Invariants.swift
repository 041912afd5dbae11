import Foundation
import KeyLifecycle
import LocalMachine
import SecretMemory
import Vault
import VaultTestSupport

/// The promises of the issuance protocol, checked against the simulated OUTSCALE and the vault.
///
/// They hold under every model of OUTSCALE: what a model makes true of itself is no breach.
struct Invariants {
    let stage: Stage
    /// The keys' owner; `nil` for the account itself.
    let user: String?
    /// Another administrator's key of the same user, which nobody may touch.
    let foreign: String?
    /// The expiry that the user's keys have, where the scenario does not change it.
    let expiry: String?
    /// Whether other administrators change keys and users, which nobody tells the vault.
    var othersMeddle = false

    var owner: Owner { Owner(user) }

    /// True at every instant, also right after a kill.
    func always(epochBefore: UInt64) throws -> [String] {
        var found: [String] = []
        let cloud = try stage.cloud()
        let vault: UnlockedVault
        do { vault = try stage.vault() } catch { return ["I8 the vault does not verify: \(error)"] }
        let begun = Set(try vault.auditTrail().compactMap(\.event.detail))
        for (tag, requests) in Dictionary(grouping: cloud.creations, by: { $0.tag ?? "-" }) {
            // What a gateway has sent once more is not the program's.
            if requests.count(where: { $0.repeats == nil }) > 1 {
                found.append("I1 \(requests.count) creations with \(tag)")
            }
            if !begun.contains(tag), !stage.elsewhereTags.contains(tag) {
                found.append("I2 a creation without an intent: \(tag)")
            }
        }
        if vault.epoch < epochBefore { found.append("I9 the epoch went back") }
        found += try falselyStored(vault, cloud)
        found += foreignTouched(cloud)
        found += try unloggedCommands(vault)
        return found
    }

    /// True once a command has ended with 0; its clean-up may be left to recovery.
    func done() throws -> [String] {
        let cloud = try stage.cloud()
        let vault = try stage.vault()
        return try orphans(vault, cloud) + falselyStored(vault, cloud) + expiries(cloud)
            + dead(vault, cloud)
    }

    /// True once recovery has ended with 0.
    /// - Parameter isLast: whether no creation can have an effect any more.
    func settled(isLast: Bool = false) throws -> [String] {
        let cloud = try stage.cloud()
        let vault = try stage.vault()
        var found = try orphans(vault, cloud) + falselyStored(vault, cloud)
        let host = try HostIdentity.of(vault.files)
        for intent in vault.contents.intents
        where !intent.isResting(at: stage.now, host: host) || (isLast && intent.issue != nil) {
            found.append("I5 an open intent: \(intent.work)")
        }
        found += try leftOver(vault)
        found += expiries(cloud) + foreignTouched(cloud) + secretsInClear(cloud)
        found += try dead(vault, cloud)
        if isLast {
            found += try lostAfterLanding(vault, cloud) + stage.judge.broken(by: cloud)
        }
        return found
    }

    /// Somebody can work with one of the user's keys.
    func hasWorkingKey() throws -> [String] {
        let cloud = try stage.cloud()
        let vault = try stage.vault()
        let held = Set(
            try vault.contents.keys().filter { owner.has($0.user) }.map(\.accessKeyID))
        let working = cloud.living(of: user).contains {
            $0.state == "ACTIVE" && held.contains($0.accessKeyId)
        }
        return working ? [] : ["I10 no working key is left"]
    }

    /// Every key that was leased is gone, here and there.
    func hasNoKey() throws -> [String] {
        let living = try stage.cloud().living(of: user).filter { $0.accessKeyId != foreign }
        let held = try stage.vault().contents.keys().filter { owner.has($0.user) }
        return living.isEmpty && held.isEmpty
            ? [] : ["I15 \(living.count) living keys and \(held.count) records of ended leases"]
    }
}

// MARK: - What they are made of

extension Invariants {
    /// I4: whatever OUTSCALE issued to us is in the vault with its exact secret, or gone.
    ///
    /// A key whose creation's Tag is still looked for is not forgotten, and one that no call can reach is as good as
    /// gone. Neither is an expired key an orphan where OUTSCALE refuses to change it: it opens nothing.
    private func orphans(
        _ vault: borrowing UnlockedVault, _ cloud: CloudState
    ) throws -> [String] {
        var found: [String] = []
        let watched = Set(vault.contents.intents.filter { $0.issue != nil }.map(\.tag))
        for key in cloud.living(of: user) where isOurs(key, cloud) && !cloud.isOutOfReach(key) {
            guard
                let record = try vault.contents.keys().first(where: {
                    $0.accessKeyID == key.accessKeyId
                })
            else {
                guard !key.isHidden(in: cloud), !cloud.isFrozen(key), !cloud.isUnnamedTwin(key),
                    !(key.tag.map(watched.contains) ?? false)
                else { continue }
                found.append("I4 an orphan at OUTSCALE: \(key.accessKeyId) \(key.state)")
                continue
            }
            if (record.state == .active) != (key.state == "ACTIVE"), !mayDiffer(key, cloud) {
                found.append("I4 the state of \(key.accessKeyId) differs")
            }
        }
        return found
    }

    private func isOurs(_ key: CloudState.Key, _ cloud: CloudState) -> Bool {
        key.accessKeyId != foreign && !stage.others.contains(key.accessKeyId)
            && !cloud.made(under: stage.elsewhereTags).contains(key.accessKeyId)
    }

    /// Whether nobody could have told the vault.
    private func mayDiffer(_ key: CloudState.Key, _ cloud: CloudState) -> Bool {
        othersMeddle && stage.touched.contains(key.accessKeyId)
            || (key.expired && cloud.model.expiredKeys != "listedActive")
    }

    /// I3: what the vault holds is what OUTSCALE issued, and still exists there.
    func falselyStored(
        _ vault: borrowing UnlockedVault, _ cloud: CloudState
    ) throws -> [String] {
        var found: [String] = []
        for record in try vault.contents.keys() where owner.has(record.user) {
            guard let key = cloud.key(record.accessKeyID) else {
                found.append("I3 a key that OUTSCALE never issued: \(record.accessKeyID)")
                continue
            }
            let issued = SecretBytes(copying: Array(key.secretKey.utf8))
            if try !vault.secret(of: record.id).isEqual(to: issued) {
                found.append("I3 the secret of \(record.accessKeyID) is not the issued one")
            }
        }
        return found
    }

    /// I16: every active record in the vault is a key that exists at OUTSCALE.
    private func dead(
        _ vault: borrowing UnlockedVault, _ cloud: CloudState
    ) throws -> [String] {
        guard !othersMeddle else { return [] }
        let living = Set(cloud.keys.filter { !$0.deleted }.map(\.accessKeyId))
        return try vault.contents.keys()
            .filter {
                owner.has($0.user) && $0.state == .active && !living.contains($0.accessKeyID)
            }
            .map { "I16 an active record of a key that is gone: \($0.accessKeyID)" }
    }

    private func foreignTouched(_ cloud: CloudState) -> [String] {
        guard let foreign, let key = cloud.key(foreign) else { return [] }
        guard !stage.touched.contains(foreign) else { return [] }
        return !key.deleted && key.state == "ACTIVE" && key.tag == "foreign"
            ? [] : ["I6 another administrator's key was touched"]
    }

    private func expiries(_ cloud: CloudState) -> [String] {
        guard let expiry else { return [] }
        return cloud.living(of: user)
            .filter { $0.accessKeyId != foreign && !($0.expirationDate ?? "-").hasPrefix(expiry) }
            .map { "I11 the expiry of \($0.accessKeyId) is \($0.expirationDate ?? "gone")" }
    }

    /// True once reconcile --fix has ended with 0: what the vault says of a living key is OUTSCALE's truth.
    func aligned() throws -> [String] {
        let vault = try stage.vault()
        let cloud = try stage.cloud()
        var found: [String] = []
        for key in cloud.living(of: user)
        where isOurs(key, cloud) && !cloud.isOutOfReach(key) && !key.isHidden(in: cloud) {
            let record = try vault.contents.keys().first { $0.accessKeyID == key.accessKeyId }
            guard let record else { continue }
            if cloud.model.tags == "shown", record.tag != key.tag {
                found.append("I15 the tag of \(record.accessKeyID) is \(record.tag ?? "none")")
            }
            let expiry = try key.expirationDate.map { try Date($0, strategy: .iso8601) }
            if record.expiresAt != expiry {
                found.append("I15 the expiry of \(record.accessKeyID) differs from OUTSCALE's")
            }
        }
        return found
    }
}

extension CloudState.Key {
    /// Whether no list shows it any more.
    func isHidden(in cloud: CloudState) -> Bool {
        expired && cloud.model.expiredKeys == "notListed"
    }
}
