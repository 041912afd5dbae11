import APIClient
package import FoundationEssentials
package import Vault

/// Lets a new key take an old one's place, so that one that works is there at every moment.
///
/// R1 a new key is issued; R2 it is proven by a call that it signs itself; R3 in one transaction it gets the
/// old one's name, and both are kept; R4 the old one is made inactive, signed by the new one if it was the
/// profile's own; R5 a grace passes, in which it can be had back; R6 the old one is deleted. Every line is
/// durable before the next begins, and any command goes on where another stopped.
package struct RotateKey {
    package struct Request: Sendable {
        package let key: KeyRecord
        package let profile: Profile
        /// When OUTSCALE ends the new key; `nil` for never.
        package let expiresAt: Date?
        /// How long the old key stays inactive before it is deleted.
        package let graceSeconds: Int64
        package let endpoint: String

        package init(
            key: KeyRecord, profile: Profile, expiresAt: Date?, graceSeconds: Int64,
            endpoint: String
        ) {
            self.key = key
            self.profile = profile
            self.expiresAt = expiresAt
            self.graceSeconds = graceSeconds
            self.endpoint = endpoint
        }
    }

    let access: Access
    let world: World
    let rescue: Rescue?

    package init(access: Access, world: World, rescue: Rescue? = nil) {
        self.access = access
        self.world = world
        self.rescue = rescue
    }

    /// Begins a rotation, or goes on with the one that is under way.
    package func run(
        _ request: Request, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Rotation {
        if let open = vault.contents.rotation(of: request.key.id) {
            return try steps.advance(try shorten(open, request, in: &vault), in: &vault)
        }
        let (rotation, verdict) = try begin(request, in: &vault)
        return try steps.advance(rotation, knowing: verdict, in: &vault)
    }

    /// Checks what a rotation needs, and changes nothing anywhere.
    package func rehearse(
        _ request: Request, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        let issue = try issue(request, in: vault)
        _ = try check(issue, request, in: vault)
    }

    /// A key that OUTSCALE does not list for its owner can't be taken away afterwards, so none is made for it.
    private func check(
        _ issue: IssueKey, _ request: Request, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> [String] {
        let known = try issue.check(in: vault)
        guard known.contains(request.key.accessKeyID) else { throw .notListed(request.key) }
        return known
    }

    /// Gives the old key its place back and deletes the new one; until the old one is deleted.
    package func undo(
        _ key: KeyRecord, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Rotation {
        guard var open = vault.contents.rotation(of: key.id) else {
            throw .nothingToUndo(key.name)
        }
        open.phase = .undoing
        try vault.note(open, world)
        return try steps.advance(open, in: &vault)
    }

    /// A grace that is under way may be shortened; a longer one needs the old key's undoing.
    private func shorten(
        _ rotation: Intent, _ request: Request, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent {
        let end = world.now().addingTimeInterval(Double(request.graceSeconds))
        guard let notBefore = rotation.notBefore, end < notBefore else { return rotation }
        var shorter = rotation
        shorter.notBefore = end
        try vault.note(shorter, world)
        return shorter
    }

    private var steps: RotationSteps { RotationSteps(access: access, world: world) }

    /// R1, with the new key's proof if it could be had. A creation that failed for certain ends the rotation;
    /// the old key was not touched.
    private func begin(
        _ request: Request, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> (Intent, Verification) {
        let issue = try issue(request, in: vault)
        let issuing = Intent(issue.request, known: try check(issue, request, in: vault), world)
        let rotation = Intent(
            replacing: request.key, byKeyOf: issuing, graceSeconds: request.graceSeconds, world)
        try vault.open(rotation, world)
        do { return (rotation, try issue.run(issuing, in: &vault).verification) } catch {
            if vault.contents.intent(id: issuing.id) == nil {
                try vault.settle(rotation, world)
            }
            throw error
        }
    }

    private func issue(
        _ request: Request, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueKey {
        let ownTag = request.key.tag.flatMap { $0.hasPrefix(Intent.tagPrefix) ? nil : $0 }
        let issuing = IssueRequest(
            name: FreeName.next(to: request.key.name, "new", in: vault.contents),
            profile: request.profile, user: request.key.user, expiresAt: request.expiresAt,
            tag: ownTag, endpoint: request.endpoint)
        let intent = Intent(issuing, known: [], world)
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        return IssueKey(
            issuing, client: client,
            verifier: { [access] id, secret in access.asKey(request.profile, id, secret) },
            world: world, rescue: rescue)
    }
}

/// How far a rotation has come.
package struct Rotation: Sendable {
    package enum State: Hashable, Sendable {
        /// The old key is inactive and will be deleted from then on.
        case inGrace(until: Date)
        /// The old key is deleted.
        case done
        /// OUTSCALE does not list the old key any more, so nothing was deleted: it is in the vault as before.
        case oldNotListed(KeyRecord)
        /// No new key came of it; the old one was not touched.
        case abandoned
        /// The old key has its place back and the new one is deleted.
        case undone
    }

    package let name: EntryName
    /// The key that bears the name now.
    package let key: KeyRecord?
    package let state: State
}

extension Intent {
    /// Whether nothing is owed yet: a rotation whose old key waits for its deletion.
    package func isInGrace(at date: Date) -> Bool {
        kind == .rotate && phase == .retired && notBefore.map { $0 > date } ?? false
    }
}

extension VaultContents {
    /// The rotation that a key is part of, as its old or its new key.
    package func rotation(of key: RecordID) -> Intent? {
        intents.first { $0.kind == .rotate && ($0.previousKeyID == key || $0.keyID == key) }
    }
}
