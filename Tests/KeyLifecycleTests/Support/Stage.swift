import Foundation
import LocalMachine
import RequestSigning
import SecretMemory
import Synchronization
import SystemPackage
import VaultTestSupport

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

/// A real vault on the disk, a scripted OUTSCALE, and a clock that a test moves.
final class Stage: Sendable {
    let outscale: ScriptedOutscale
    let files: VaultFiles
    let profile: Profile
    private let root: URL
    private let key: any VaultKey
    /// Everybody's time, and by how many seconds this machine's clock is ahead of it.
    private let time: Time
    private let waited = Mutex<[Double]>([])
    /// What became of the process that a lease was made for.
    private let life = Mutex(Processes.Life.running)
    private let signer = Mutex("AKSIGNER")
    private let email = Mutex<String?>(nil)

    init() throws {
        let time = Time(PreparedVault.date)
        self.time = time
        outscale = ScriptedOutscale { time.theirs }
        let prepared = try PreparedVault.shared
        (key, profile) = (prepared.key, prepared.profile)
        root = ProcessFolder.url.appending(path: "lifecycle-\(UUID())")
        files = try prepared.copy(to: root)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    static func bytes(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8).span.bytes)
    }

    /// The vault as it is on the disk now.
    func unlocked() throws -> UnlockedVault {
        try LockedVault.open(files).unlock(with: key)
    }

    /// By this machine's clock.
    var now: Date { time.ours }
    /// Seconds that a verb was told to wait.
    var pauses: [Double] { waited.withLock { $0 } }

    func pass(_ seconds: Double) { time.pass(seconds) }

    /// This machine's clock goes wrong.
    func setClockAhead(by seconds: Double) { time.misset(by: seconds) }

    func ownerIs(_ life: Processes.Life) { self.life.withLock { $0 = life } }

    static let owner = ProcessIdentity(
        bootID: "boot", namespace: 1, number: 4321, startTime: 99)

    func context(host: String = "here", settling: Double = 0) -> LifecycleContext {
        LifecycleContext(
            now: { self.now },
            pause: { seconds in
                self.waited.withLock { $0.append(seconds) }
                self.pass(seconds)
            }, host: host, settleSeconds: settling,
            processes: Processes(
                current: { Self.owner }, life: { _ in self.life.withLock { $0 } }))
    }

    /// From now on that key signs.
    func signs(_ id: String) { signer.withLock { $0 = id } }

    /// From now on somebody logs in.
    func logsIn(as email: String) { self.email.withLock { $0 = email } }

    func client() -> OutscaleClient {
        if let email = email.withLock({ $0 }) {
            return client(
                as: .login(Login(email: email, password: Self.bytes("password"))))
        }
        return client(
            SecretKeySigner(
                accessKeyID: signer.withLock { $0 }, secretKey: Self.bytes("signer")))
    }

    private func client(signing key: LockingKey?) -> OutscaleClient {
        key.map { client(LockingSigner($0)) } ?? client()
    }

    private func opened(with key: LockingKey?) throws -> UnlockedVault {
        guard let key else { return try unlocked() }
        return try LockedVault.open(files).unlock(with: key)
    }

    private func client(_ signer: any RequestSigner) -> OutscaleClient {
        client(as: .signed(signer))
    }

    /// - Parameter id: the key whose own calls these are; `nil` for the profile's.
    private func client(
        as authentication: Authentication, provingKey id: String? = nil
    ) -> OutscaleClient {
        // swift-format-ignore: NeverForceUnwrap
        let region = Region("eu-west-2")!
        var transport: any Transport = outscale
        if let id { transport = OutscaleAsKey(id: id, outscale: outscale) }
        return OutscaleClient(
            endpoint: .standard(for: region), region: region,
            authentication: authentication,
            transport: transport, now: { self.now }, pause: { self.pass($0) })
    }
}

extension Stage {
    /// One whose cloud keeps its keys, with a key of alice's.
    static func holdingKey(
        expiresIn seconds: Double? = nil, verified: Bool = false
    ) throws -> (Stage, KeptKeys, KeyRecord) {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        return (stage, kept, try stage.issue(expiresIn: seconds, verified: verified).key)
    }

    /// Runs `create-key`, with a proof of the new key if asked.
    @discardableResult
    func issue(
        named text: String = "alice", expiresIn seconds: Double? = nil, mayBeCut: Bool = false,
        tag: String? = nil,
        verified: Bool = false,
        with key: LockingKey? = nil, prompt: UnstoredSecretPrompt? = nil
    ) throws -> IssuedKey {
        var vault = try opened(with: key)
        var verifier: IssueKey.ClientForKey?
        if verified { verifier = client(_:_:) }
        let lock = try VaultLock(acquiring: files, waiting: 1)
        let command = IssueKey(
            try request(text, expiresIn: seconds, mayBeCut: mayBeCut, tag: tag),
            client: client(signing: key), verifier: verifier, context: context(), prompt: prompt)
        return try command.capture(in: &vault, holding: lock).finish(in: &vault)
    }

    /// Runs `create-key --dry-run`.
    func rehearse(named text: String, expiresIn seconds: Double? = nil) throws {
        let request = try request(text, expiresIn: seconds)
        let command = IssueKey(request, client: client(), verifier: nil, context: context())
        _ = try command.rehearse(in: try unlocked())
    }

    private func request(
        _ text: String, expiresIn seconds: Double?, mayBeCut: Bool = false, tag: String? = nil
    ) throws -> IssueRequest {
        guard let name = EntryName(text) else { throw POSIXError(.EINVAL) }
        return IssueRequest(
            name: name, profile: profile, user: "alice",
            expiresAt: seconds.map { now.addingTimeInterval($0) }, mayBeCut: mayBeCut, tag: tag,
            endpoint: "https://api.eu-west-2.outscale.com")
    }

    /// Begins a lease of an hour for alice.
    @discardableResult
    func lease(proven: Bool = true) throws -> Lease {
        guard let name = EntryName("alice") else { throw POSIXError(.EINVAL) }
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        let request = LeaseKey.Request(
            name: name, profile: profile, user: "alice", expiresAt: now.addingTimeInterval(3600),
            endpoint: "https://api.eu-west-2.outscale.com")
        return try leaseKey(proven).begin(request, in: &vault, holding: lock)
    }

    /// Rotates a key, with a grace of a day.
    @discardableResult
    func rotate(
        _ key: KeyRecord, overlap: Int64? = nil, grace: Int64? = nil,
        expiringAt expiry: Date? = nil, lifetime: UsualLifetime? = nil,
        endingWindows endsWindows: Bool = false, with locking: LockingKey? = nil,
        host: String = "here"
    ) throws -> Rotation {
        var vault = try opened(with: locking)
        let lock = try VaultLock(acquiring: files, waiting: 1)
        let request = RotateKey.Request(
            key: key, profile: profile, expiresAt: expiry ?? key.expiresAt,
            lifetime: lifetime, mayBeCut: true,
            windows: RotateKey.Windows(overlap: overlap, grace: grace),
            endpoint: "https://api.eu-west-2.outscale.com")
        return try RotateKey(clients: clients(signing: locking), context: context(host: host))
            .run(request, in: &vault, holding: lock, endingWindows: endsWindows)
    }

    @discardableResult
    func undo(_ key: KeyRecord) throws -> Rotation {
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        return try RotateKey(clients: clients, context: context())
            .undo(key, in: &vault, holding: lock)
    }

    /// Stores a key that exists already.
    func add(
        _ id: String, isVerified: Bool = true, in other: Profile? = nil
    ) throws -> IssuedKey {
        guard let name = EntryName("added") else { throw POSIXError(.EINVAL) }
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        return try AddKey(
            name: name, profile: other ?? profile, user: "alice", accessKeyID: id,
            context: context()
        ).run(
            secret: Self.bytes("SECRET"), signingAsItself: isVerified ? client() : nil,
            reader: isVerified ? client() : nil, in: &vault, holding: lock)
    }

    /// Rotates a key whose old one may still be there afterwards, and gives the new one.
    func rotate(
        _ key: KeyRecord, grace: Int64, mayStayOpen: Bool
    ) throws -> KeyRecord? {
        do { try rotate(key, grace: grace) } catch LifecycleError.endUnproven where mayStayOpen {}
        return try unlocked().contents.key(named: key.name)
    }

    @discardableResult
    func change(
        _ key: KeyRecord, _ change: KeyChange, mayBeCut: Bool = false,
        with locking: LockingKey? = nil
    ) throws -> ChangedKey {
        var vault = try opened(with: locking)
        let lock = try VaultLock(acquiring: files, waiting: 1)
        return try ChangeKey(
            key, change, mayBeCut: mayBeCut, client: client(signing: locking),
            endpoint: "https://api.eu-west-2.outscale.com",
            context: context()
        ).run(in: &vault, holding: lock)
    }

    func delete(_ key: KeyRecord, with locking: LockingKey? = nil) throws {
        var vault = try opened(with: locking)
        let lock = try VaultLock(acquiring: files, waiting: 1)
        try DeleteKey(
            key, client: client(signing: locking), endpoint: "https://api.eu-west-2.outscale.com",
            context: context()
        ).run(in: &vault, holding: lock)
    }

    func forget(_ key: KeyRecord) throws {
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        try ForgetKey(key, context: context()).run(in: &vault, holding: lock)
    }

    func adopt(host: String) throws {
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        let adopting = AdoptIntents(context: context(host: host))
        let candidates = adopting.candidates(in: vault.contents)
        try adopting.run(candidates, in: &vault, holding: lock)
    }

    /// Lets that key sign the profile's calls.
    func sign(with key: KeyRecord) throws {
        var vault = try unlocked()
        var signed = profile
        signed.signingKey = key.id
        let changed = signed
        try vault.commit(at: now) { transaction throws(VaultError) in try transaction.put(changed) }
    }

    /// What a command that was killed leaves.
    func leave(_ intent: Intent) throws {
        var vault = try unlocked()
        try vault.commit(at: now) { transaction throws(VaultError) in try transaction.put(intent) }
    }

    /// An intent leaves the vault without a word in the log, as by a restoration.
    func drop(_ intent: Intent) throws {
        var vault = try unlocked()
        try vault.commit(at: now) { transaction throws(VaultError) in
            try transaction.settle(intent: intent.id)
        }
    }

    func record(_ id: RecordID) throws -> KeyRecord? { try unlocked().contents.key(id: id) }

    func end(_ lease: Lease) throws {
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        try leaseKey(true).end(lease.intent, in: &vault, holding: lock)
    }

    private func leaseKey(_ proven: Bool) -> LeaseKey {
        LeaseKey(
            clients: clients, context: context(),
            isProven: proven)
    }

    func recover(
        host: String = "here", settling: Double = 0, isPrelude: Bool = false,
        landing: FilePath? = nil
    ) throws -> [Recovered] {
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        let recovery = Recovery(
            clients: clients, context: context(host: host, settling: settling),
            landingDirectory: landing, isPrelude: isPrelude)
        return try recovery.run(in: &vault, holding: lock)
    }

    func decide(
        _ decision: DecideCandidate.Decision, for intent: Intent
    ) throws -> Recovered {
        var vault = try unlocked()
        let lock = try VaultLock(acquiring: files, waiting: 1)
        return try DecideCandidate(clients: clients, context: context())
            .run(decision, for: intent, in: &vault, holding: lock)
    }

    /// A client whose secret is with whoever has that key.
    private func clients(signing key: LockingKey?) -> OutscaleClients {
        guard let key else { return clients }
        return OutscaleClients(
            forIntent: { _, _ in self.client(LockingSigner(key)) }, asKey: client(_:_:_:),
            forKey: { _, _ in self.client(LockingSigner(key)) })
    }

    private var clients: OutscaleClients {
        OutscaleClients(
            forIntent: client(in:for:), asKey: client(_:_:_:), forKey: { _, _ in self.client() })
    }

    private func client(in vault: borrowing UnlockedVault, for intent: Intent) -> OutscaleClient? {
        client()
    }

    private func client(_ id: String, _ secret: consuming SecretBytes) -> OutscaleClient? {
        client(
            as: .signed(
                SecretKeySigner(
                    accessKeyID: signer.withLock { $0 }, secretKey: Self.bytes("signer"))),
            provingKey: id)
    }

    private func client(
        _ profile: Profile, _ id: String, _ secret: consuming SecretBytes
    ) -> OutscaleClient? {
        client(id, secret)
    }

    /// The intents on the disk.
    func openIntents() throws -> [Intent] {
        let vault = try unlocked()
        return vault.contents.intents
    }

    /// Every landing file that is open takes nothing more, as on a disk that is full.
    func breakLandings() { fill(files.directory.string + "/landing-") }

    /// The database that is open takes nothing more; who opens it anew finds room.
    func breakDatabase() { fill(files.database.string) }

    private func fill(_ prefix: String) {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        for number in Int32(3)..<1024 {
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/\(number)")
            if target?.hasPrefix(prefix) == true { dup2(full, number) }
        }
    }

    /// A directory that is as private as the vault's.
    func otherDirectory() throws -> FilePath {
        let path = files.directory.appending("away")
        try FileManager.default.createDirectory(
            atPath: path.string, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        return path
    }

    var landings: [String] {
        let folder = files.directory.string
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix("landing-") }
    }
}

/// A clock that a test moves, here and at OUTSCALE.
final class Time: Sendable {
    private let state: Mutex<(theirs: Date, ahead: Double)>

    init(_ start: Date) { state = Mutex((start, 0)) }

    var theirs: Date { state.withLock { $0.theirs } }
    var ours: Date { state.withLock { $0.theirs.addingTimeInterval($0.ahead) } }

    func pass(_ seconds: Double) { state.withLock { $0.theirs += seconds } }
    func misset(by seconds: Double) { state.withLock { $0.ahead += seconds } }
}
