import APIClient
package import FoundationEssentials
package import Vault

/// Lets a new key take an old one's place, so that one that works is there at every moment.
///
/// R1 a new key is issued; R2 it is proven by a call that it signs itself; R3 in one transaction it gets the
/// old one's name, and both are kept; R4 an overlap passes, in which both work; R5 the old one is made inactive, signed
/// by the new one if it was the profile's own; R6 a grace passes, in which it can be brought back; R7 the old one is
/// deleted. Every line is durable before the next begins, and any command goes on where another stopped.
package struct RotateKey {
    package struct Request: Sendable {
        package let key: KeyRecord
        package let profile: Profile
        /// When OUTSCALE ends the new key; `nil` for never, or where ``lifetime`` tells.
        package let expiresAt: Date?
        /// Where the new key's life follows the old one's.
        package let lifetime: UsualLifetime?
        /// Whether a ceiling of the account may cut that: no person has named the date.
        package let mayBeCut: Bool
        /// Without an overlap for a key that a removed member could read: nobody has a right to it by now.
        package let windows: Windows
        package let endpoint: String

        package init(
            key: KeyRecord, profile: Profile, expiresAt: Date?, lifetime: UsualLifetime? = nil,
            mayBeCut: Bool = false, windows: Windows, endpoint: String
        ) {
            self.key = key
            self.profile = profile
            self.expiresAt = expiresAt
            self.lifetime = lifetime
            self.mayBeCut = mayBeCut
            self.windows = key.isExposed ? windows.withoutOverlap : windows
            self.endpoint = endpoint
        }
    }

    let clients: OutscaleClients
    let context: LifecycleContext
    let prompt: UnstoredSecretPrompt?

    package init(
        clients: OutscaleClients, context: LifecycleContext, prompt: UnstoredSecretPrompt? = nil
    ) {
        self.clients = clients
        self.context = context
        self.prompt = prompt
    }

    /// Begins a rotation, or goes on with the one that is under way.
    ///
    /// - Parameter endsWindows: whether the windows of the one that is under way end now.
    package func run(
        _ request: Request, in vault: inout UnlockedVault, holding lock: borrowing VaultLock,
        endingWindows endsWindows: Bool = false
    ) throws(LifecycleError) -> Rotation {
        if let open = vault.contents.rotation(of: request.key.id), let rotation = open.rotation {
            try requireOwn(open, in: vault)
            let shorter = try shorten(
                open, rotation, to: endsWindows ? .none : request.windows, in: &vault)
            let gone = try steps.advance(shorter, shorter.rotation ?? rotation, in: &vault)
            // No new key came of it, so it begins anew.
            guard case .abandoned = gone.state, request.key.id == rotation.previous else {
                return gone
            }
        }
        let (intent, rotation, issued) = try begin(request, in: &vault)
        var begun = try steps.advance(
            intent, rotation, knowing: issued.verification, in: &vault)
        begun.remarks = issued.remarks
        if intent.key.user != request.key.user {
            begun.remarks.insert(.ownerFound(intent.key.user), at: 0)
        }
        return begun
    }

    /// Checks what a rotation needs, and changes nothing anywhere.
    ///
    /// - Parameter plannedKeys: how many keys the owner will have got before, by other rotations of a plan.
    /// - Returns: the new key's request, with an expiry that the account allows.
    package func rehearse(
        _ request: Request, after plannedKeys: Int, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueRequest {
        try issue(request, in: vault).rehearse(after: plannedKeys, in: vault)
    }

    /// Gives the old key its place back and deletes the new one; until the old one is deleted.
    package func undo(
        _ key: KeyRecord, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Rotation {
        guard let open = vault.contents.rotation(of: key.id), let rotation = open.rotation else {
            throw .nothingToUndo(key.name)
        }
        try requireOwn(open, in: vault)
        guard let old = try vault.contents.record(rotation.previous) else {
            throw .oldKeyGone(open.key.name)
        }
        guard old.retiredAt == nil else { throw .oldKeyExpired(old.name) }
        switch rotation.phase {
        // There is nothing to take back, unless OUTSCALE has made a key.
        case .replacing where try vault.contents.record(open.key.record) == nil, .undoing:
            return try steps.advance(open, rotation, in: &vault)
        case .replacing, .promoted, .retired: break
        }
        let undoing = open.advanced(
            to: .undoing(
                retiredFrom: rotation.retiredFrom, deletedFrom: rotation.deletedFrom))
        try vault.note(undoing, context)
        return try steps.advance(undoing, undoing.rotation ?? rotation, in: &vault)
    }

    /// Another member's rotation is theirs to go on with, and another copy's its own, until it is taken over.
    private func requireOwn(
        _ intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        guard !intent.isOthers(context) else {
            throw .vault(.intentTaken(intent.key.name, by: vault.holderName(of: intent)))
        }
        guard intent.isHere(context) else { throw .begunElsewhere(intent) }
    }

    private func shorten(
        _ intent: Intent, _ rotation: Intent.Rotation, to windows: Windows,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent {
        let shorter = windows.shortening(rotation, at: context.now())
        guard shorter != rotation else { return intent }
        var open = intent
        open.work = .rotate(shorter)
        try vault.note(open, context)
        return open
    }

    private var steps: RotationSteps { RotationSteps(clients: clients, context: context) }

    /// R1. A creation that failed for certain ends the rotation;
    /// the old key was not touched.
    private func begin(
        _ request: Request, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> (Intent, Intent.Rotation, IssuedKey) {
        let (issue, issuing) = try issue(request, in: vault).cleared(in: vault)
        let rotation = Intent.Rotation(
            previous: request.key.id, expiresAt: issue.request.expiresAt,
            overlapSeconds: request.windows.overlapSeconds,
            graceSeconds: request.windows.graceSeconds)
        var old = request.key
        old.user = issuing.key.user
        let intent = Intent(replacing: old, byKeyOf: issuing, rotation, context)
        try vault.open(intent, context) { transaction throws(VaultError) in
            // Another member of a team may have come between.
            guard try transaction.contents.key(id: old.id) != nil else {
                throw .noSuchEntry(.key, old.name.description)
            }
            if let other = transaction.contents.rotation(of: old.id) {
                throw .intentTaken(other.key.name, by: transaction.holderName(of: other))
            }
            try transaction.note(owner: old.user, of: old.id, at: intent.startedAt)
        }
        do {
            return (intent, rotation, try issue.run(issuing, in: &vault))
        } catch {
            if vault.contents.hasEnded(issuing) { try vault.settle(intent, context) }
            guard request.mayBeCut, error.isNewCeiling else { throw error }
            return try begin(request, in: &vault)
        }
    }

    private func issue(
        _ request: Request, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueKey {
        let ownTag = request.key.tag.flatMap { $0.hasPrefix(Intent.tagPrefix) ? nil : $0 }
        let issuing = IssueRequest(
            name: try vault.contents.freeName(beside: request.key.name, "new"),
            profile: request.profile, user: request.key.user, like: request.key,
            expiresAt: request.expiresAt, lifetime: request.lifetime, mayBeCut: request.mayBeCut,
            tag: ownTag, endpoint: request.endpoint)
        var intent = Intent(issuing: issuing, known: [], context)
        // Nobody knows the new key's name yet.
        intent.key.name = request.key.name
        let client = try clients.client(for: intent, in: vault)
        return IssueKey(
            issuing, client: client,
            verifier: { [clients] id, secret in clients.asKey(request.profile, id, secret) },
            context: context, prompt: prompt)
    }
}
