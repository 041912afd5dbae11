package import APIClient
package import Vault

/// Compares the vault with what OUTSCALE lists for one owner.
package struct Reconciliation {
    let client: OutscaleClient
    let context: LifecycleContext
    let creations: OwnCreations

    package init(client: OutscaleClient, creations: OwnCreations, context: LifecycleContext) {
        self.client = client
        self.creations = creations
        self.context = context
    }

    /// - Parameter user: the EIM user; `nil` for the caller.
    package func run(
        _ user: String?, profile: Profile, in contents: VaultContents
    ) throws(LifecycleError) -> Comparison {
        let all = try contents.records()
        let held = all.filter { $0.profile == profile.id }
        var unread: [Comparison.UnreadOwner] = []
        var listed: [AccessKey] = []
        do { listed = try client.listedKeys(of: user) } catch {
            // A user who was renamed can't be read any more; the keys are looked for with the others.
            guard error.isAboutOneOwner else { throw .api(error) }
            unread = [Comparison.UnreadOwner(user: user, error: error)]
        }
        // Where two profiles have one key, this one's record counts.
        let known = Dictionary((held + all).map { (KeyID($0.accessKeyID), $0) }) { first, _ in first
        }
        let cloud = listed.map { finding(known[KeyID($0.id)], of: profile, $0, user) }
        let seen = Set(listed.map { KeyID($0.id) })
        let unlisted = held.filter { $0.user == user && !seen.contains(KeyID($0.accessKeyID)) }
            .map {
                Finding(
                    kind: unread.isEmpty ? .localOnly : .unread, user: user, key: $0, cloud: nil)
            }
        return Comparison(findings: cloud + unlisted, unread: unread)
    }

    /// Looks for the keys that their owners' lists lack with all other users, and drops what is found twice.
    ///
    /// - Parameter comparison: of all owners that were asked.
    package func resolvingOwners(
        of comparison: Comparison, everyone isEverybodyAsked: Bool, profile: Profile,
        in contents: VaultContents
    ) throws(LifecycleError) -> Comparison {
        let comparison = comparison.knowing(gone: try usersGone(among: comparison.unread))
        let findings = comparison.findings
        let moved = Set(findings.filter { $0.kind == .ownerDrift }.compactMap(\.cloud?.id))
        // A user's key that signs is in its user's list and in the caller's: it stays its user's.
        let atHome = Set(
            findings.filter { $0.key != nil && $0.kind != .ownerDrift }.compactMap(\.cloud?.id))
        var resolved: [Finding] = []
        var failed: Comparison.UnreadOwner?
        for finding in findings {
            if finding.kind == .ownerDrift, let id = finding.cloud?.id, atHome.contains(id) {
                continue
            }
            guard finding.cloud == nil, let key = finding.key else {
                resolved.append(finding)
                continue
            }
            if moved.contains(key.accessKeyID) { continue }
            do throws(APIError) {
                let found = isEverybodyAsked ? nil : try anywhere(key)
                resolved.append(
                    found.map {
                        Finding(kind: .ownerDrift, user: $0.owner, key: key, cloud: $0.key)
                    } ?? finding)
            } catch {
                guard error.isAboutOneOwner else { throw .api(error) }
                resolved.append(Finding(kind: .unread, user: finding.user, key: key, cloud: nil))
                failed = failed ?? Comparison.UnreadOwner(user: finding.user, error: error)
            }
        }
        let held = try contents.records(of: profile.id)
        return comparison.resolved(resolved, and: failed, in: held)
    }

    /// The owners who are no longer users of the account: they were renamed or deleted, and have no keys by that name.
    private func usersGone(
        among unread: [Comparison.UnreadOwner]
    ) throws(LifecycleError) -> Set<String> {
        let names = Set(unread.compactMap(\.user))
        guard !names.isEmpty, client.mayListUsers else { return [] }
        do { return names.subtracting(try client.readUsers().map(\.name)) } catch {
            guard error.mayMeanAnotherOwner || error.isForbidden else { throw .api(error) }
            return []
        }
    }

    private func anywhere(_ key: KeyRecord) throws(APIError) -> OwnedKey? {
        try KeySearch(client: client, context: context)
            .keyAnywhere(key.accessKeyID, besides: key.user)
    }

    private func finding(
        _ record: KeyRecord?, of profile: Profile, _ key: AccessKey, _ user: String?
    ) -> Finding {
        let kind =
            record.map {
                $0.profile == profile.id ? Self.drift($0, key, user) : .otherProfile
            } ?? unheldKind(key)
        return Finding(kind: kind, user: user, key: record, cloud: key)
    }

    private func unheldKind(_ key: AccessKey) -> Finding.Kind {
        if creations.isPending(tag: key.tag) { return .pending }
        return creations.isOrphan(id: key.id, tag: key.tag) ? .orphan : .cloudOnly
    }

    private static func drift(
        _ record: KeyRecord, _ key: AccessKey, _ user: String?
    ) -> Finding.Kind {
        if record.user != user { return .ownerDrift }
        if record.state != KeyState(key.state) { return .stateDrift }
        if record.expiresAt != key.expiresAt { return .expiryDrift }
        return record.tag == key.tag ? .matched : .tagDrift
    }
}

extension APIError {
    /// Whether it is worth reading the next owner's keys: the caller is not refused, and OUTSCALE can be reached.
    fileprivate var isAboutOneOwner: Bool {
        switch self {
        case .refused: !refusesCaller
        case .intermediary(let answer): ![401, 407].contains(answer.status)
        case .serverFailed, .interrupted, .unreadable: true
        case .unreachable, .throttled, .invalidSetting, .libraryMissing, .signing: false
        }
    }
}
