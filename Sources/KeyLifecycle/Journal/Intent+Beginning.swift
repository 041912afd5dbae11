import APIClient
import FoundationEssentials
import LocalMachine
import SecretMemory
import Vault

/// Every intent as it is when its work begins.
extension Intent {
    /// What a Tag of ours begins with at OUTSCALE.
    package static let tagPrefix = "vlt1-"

    /// `vlt1-` and the id in base32: 31 characters that OUTSCALE stores, returns and filters on.
    static func tag(for id: RecordID) -> String { tagPrefix + Base32.encode(id.bytes) }

    private init(
        profile: RecordID, endpoint: String, key: IntendedKey, _ work: Work,
        _ context: LifecycleContext, holder: IntentHolder? = nil
    ) {
        let id = RecordID.random()
        self.init(
            id: id, profile: profile, host: context.host, startedAt: context.now(),
            endpoint: endpoint, tag: Self.tag(for: id), key: key, work: work,
            holder: holder ?? context.holder)
    }

    /// A key is to be issued; the intent's Tag will be the key's.
    init(issuing request: IssueRequest, known: [String], _ context: LifecycleContext) {
        self.init(
            profile: request.profile.id, endpoint: request.endpoint,
            key: IntendedKey(record: RecordID.random(), name: request.name, user: request.user),
            .issue(Issue(userTag: request.tag, expiresAt: request.expiresAt, knownKeys: known)),
            context)
    }

    /// A key is to be changed.
    init(
        changing key: KeyRecord, _ change: KeyChange, endpoint: String, _ context: LifecycleContext
    ) {
        self.init(
            profile: key.profile, endpoint: endpoint, key: IntendedKey(key),
            .update(Update(accessKeyID: key.accessKeyID, change: change)), context)
    }

    /// A key is to be deleted.
    init(deleting key: KeyRecord, endpoint: String, _ context: LifecycleContext) {
        self.init(
            profile: key.profile, endpoint: endpoint, key: IntendedKey(key),
            .delete(Deletion(accessKeyID: key.accessKeyID)), context)
    }

    /// The key that `issuing` makes is to take another's place.
    init(
        replacing old: KeyRecord, byKeyOf issuing: Intent, _ rotation: Rotation,
        _ context: LifecycleContext
    ) {
        self.init(
            profile: old.profile, endpoint: issuing.endpoint,
            key: IntendedKey(record: issuing.key.record, name: old.name, user: old.user),
            .rotate(rotation), context)
    }

    /// The key that `issuing` makes is to live as long as a process.
    init(
        leasing issuing: Intent, until expiry: Date?, to owner: ProcessIdentity,
        _ context: LifecycleContext
    ) {
        self.init(
            profile: issuing.profile, endpoint: issuing.endpoint, key: issuing.key,
            .lease(Lease(owner: owner, expiresAt: expiry)), context,
            // A lease has one process: the one that it ends with.
            holder: context.member.map { IntentHolder(member: $0, process: owner) })
    }
}
