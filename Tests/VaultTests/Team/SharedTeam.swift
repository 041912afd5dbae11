import Foundation
import PostgreSQL
import SecretMemory
import Synchronization
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

/// A team's vault on a real PostgreSQL server, founded by Alice from a private vault with one key, and a machine for each member.
final class SharedTeam: @unchecked Sendable {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let later = Date(timeIntervalSince1970: 1_800_003_600)

    let database: PostgresDatabase
    let directory: URL
    let origin: VaultFixture
    let code: String
    private let identities = Mutex<[[UInt8]: any TeamIdentity]>([:])

    convenience init(on server: PostgresServer? = nil, founding: Bool = true) throws {
        try self.init(
            in: (server ?? PostgresServer.shared.get()).newDatabase(), founding: founding)
    }

    /// With a standby.
    convenience init(on pair: PostgresPair) throws { try self.init(in: pair.newDatabase()) }

    init(in database: PostgresDatabase, founding: Bool = true) throws {
        self.database = database
        directory = FileManager.default.temporaryDirectory.appending(path: "team-\(UUID())")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        origin = try VaultFixture()
        code = text(RecoveryCode.random().text)
        var vault = try origin.unlocked()
        try vault.commit(at: Self.now) {
            [profile = origin.profile] transaction throws(VaultError) in
            try transaction.put(profile)
        }
        try origin.add(origin.record(name: "first"), secret: "first's secret", to: &vault)
        if founding { try found() }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func found() throws {
        let recovery = try RecoveryCode(parsing: bytes(code))
        try TeamVault.create(
            at: place(of: "alice"), founder: try name("alice"), from: origin.unlocked(),
            password: bytes("alice's password"), recoveryCode: consume recovery, cost: .floor,
            at: Self.now)
    }

    func name(_ name: String) throws -> EntryName { try #require(EntryName(name)) }

    func place(
        of member: String, at date: Date = now, reach: TeamPlace.Reach = .replica(mostSeconds: 600)
    ) throws -> TeamPlace {
        TeamPlace(
            try DatabaseAddress(parsing: database.url()), stateDirectory: folder(of: member),
            reach: reach, at: date)
    }

    func folder(of member: String) -> FilePath {
        FilePath(directory.appending(path: member).path)
    }

    /// A machine that has the member's file, and nothing else of the vault.
    func forget(_ member: String) throws {
        let folder = directory.appending(path: member)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where [".replica", ".team", ".reached", ".events"].contains(where: name.hasSuffix) {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    func unlocked(
        _ member: String = "alice", at date: Date = now,
        reach: TeamPlace.Reach = .replica(mostSeconds: 600)
    ) throws -> UnlockedVault {
        let locked = try TeamVault.open(place(of: member, at: date, reach: reach))
        return try locked.unlock(as: identity(of: member, from: locked.file))
    }

    /// Derived once for each file: each derivation takes a tenth of a second.
    private func identity(of member: String, from file: MemberFile) throws -> any TeamIdentity {
        if let known = identities.withLock({ $0[file.bytes] }) { return known }
        let identity = InMemoryIdentity(try file.open(password: bytes("\(member)'s password")))
        identities.withLock { $0[file.bytes] = identity }
        return identity
    }

    /// Where the vault stands, as a member's machine sees it.
    func head(of member: String = "alice") throws -> TeamHead {
        let vault = try unlocked(member)
        let team = vault.team
        return try #require(team?.head)
    }

    /// Every row of the server, as a member's machine sees it.
    func verify(as member: String) throws {
        let vault = try unlocked(member)
        _ = try vault.verify()
    }

    /// How many keys there are.
    func keyCount(of member: String = "alice") throws -> Int {
        let vault = try unlocked(member)
        return vault.contents.keyCount
    }

    /// What members have noted.
    func trail() throws -> [MemberTrailEntry] {
        let vault = try unlocked()
        return try vault.memberTrail().entries
    }

    /// Why it does not open.
    func refusal(of member: String = "alice") -> VaultError? {
        do {
            _ = try unlocked(member)
            return nil
        } catch { return error as? VaultError }
    }

    @discardableResult
    func add(_ name: String, to vault: inout UnlockedVault) throws -> KeyRecord {
        let record = origin.record(name: name)
        try origin.add(record, secret: "\(name)'s secret", to: &vault)
        return record
    }

    func secret(_ name: String, in vault: borrowing UnlockedVault) throws -> String {
        let record = try #require(try vault.contents.key(named: self.name(name)))
        return text(try vault.secret(of: record.id))
    }

    func invite(
        _ member: String, as role: MemberRole = .writer, by admin: String = "alice"
    ) throws -> String {
        var vault = try unlocked(admin)
        let code = try vault.invite(
            name(member), as: role, until: Self.now + 3_600, at: Self.now)
        return text(code.text)
    }

    func join(
        _ member: String, code: String, as other: String? = nil, at date: Date = now
    ) throws {
        _ = try TeamVault.join(
            at: place(of: member), as: name(other ?? member),
            code: InviteCode(parsing: bytes(code)),
            password: bytes("\(member)'s password"), cost: .floor, at: date)
    }

    /// Invited, joined, admitted.
    func take(_ member: String, as role: MemberRole = .writer) throws {
        try join(member, code: invite(member, as: role))
        var vault = try unlocked()
        try vault.admit(name(member), at: Self.now)
    }
}
