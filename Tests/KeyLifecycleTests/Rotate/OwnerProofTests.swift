import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A rotation of a key whose owner the vault may be wrong about")
struct OwnerProofTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    /// A key of ci that was taken in as the caller's own, unasked.
    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        var record = try stage.issue(named: "taken", expiresIn: 100 * 86_400).key
        kept.rename("alice", to: "ci")
        record.user = nil
        (record.expiresAt, record.createdAt, record.isExpiryKnown) = (nil, nil, false)
        key = record
        try Self.put(record, on: stage)
    }

    private static func put(_ record: KeyRecord, on stage: Stage) throws {
        var vault = try stage.unlocked()
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.update(record)
        }
    }

    /// The owners of the keys that were made after the first.
    private var made: [String?] {
        stage.outscale.calls.filter { $0.action == "CreateAccessKey" }.dropFirst()
            .map { $0.member("UserName") }
    }

    private func refused(_ key: KeyRecord) throws -> Bool {
        do { try stage.rotate(key) } catch LifecycleError.ownerUnproven { return true }
        return false
    }

    @Test func `makes the new one for whom OUTSCALE lists the old one for`() throws {
        let rotation = try stage.rotate(key)
        #expect(made == ["ci"])
        #expect(rotation.key?.user == "ci")
        #expect(try stage.record(key.id)?.user == "ci")
        #expect(
            rotation.remarks.contains { if case .ownerFound("ci") = $0 { true } else { false } })
    }

    @Test func `makes none where nobody in the account has the old one`() throws {
        kept.remove(key.accessKeyID)
        #expect(try refused(key))
        #expect(made.isEmpty)
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `makes none where the users may not be looked at`() throws {
        stage.outscale.always("ReadUsers", ScriptedOutscale.refusal(401, code: "4"))
        #expect(try refused(key))
        #expect(made.isEmpty)
    }

    @Test func `takes a user's name for no proof where nobody has told it`() throws {
        kept.remove(key.accessKeyID)
        var named = key
        named.user = "alice"
        try Self.put(named, on: stage)
        #expect(try refused(named))
        #expect(made.isEmpty)
    }

    @Test func `believes what OUTSCALE has told of a young key that no list has yet`() throws {
        var young = key
        (young.user, young.isExpiryKnown) = ("ci", true)
        try Self.put(young, on: stage)
        kept.hide(key.accessKeyID)
        // What can't be read back of the old one is another matter.
        _ = try? stage.rotate(young)
        #expect(made == ["ci"])
        #expect(!stage.outscale.actions.contains("ReadUsers"))
    }

    @Test func `believes it of an old one no more, unless it has expired`() throws {
        var old = key
        (old.user, old.isExpiryKnown) = ("ci", true)
        old.expiresAt = stage.now.addingTimeInterval(3 * 86_400)
        try Self.put(old, on: stage)
        kept.hide(key.accessKeyID)
        stage.pass(2 * 86_400)
        #expect(try refused(old))
        stage.pass(2 * 86_400)
        _ = try? stage.rotate(old, expiringAt: stage.now.addingTimeInterval(86_400))
        #expect(made == ["ci"])
    }

    @Test func `asks for no proof of the key that signs: it is the caller's`() throws {
        try stage.sign(with: key)
        stage.outscale.always("ReadUsers", ScriptedOutscale.refusal(401, code: "4"))
        // It is nobody else's, and its list may be behind.
        _ = try? stage.rotate(key, expiringAt: stage.now + 3600)
        #expect(made == [nil])
    }

    @Test func `costs no call more where the owner's list has the key`() throws {
        var right = key
        right.user = "ci"
        try Self.put(right, on: stage)
        let before = stage.outscale.calls.count
        try stage.rotate(right)
        let reads = stage.outscale.calls.dropFirst(before).prefix { $0.action != "CreateAccessKey" }
        #expect(reads.map(\.action).filter { $0 == "ReadAccessKeys" }.count == 1)
        #expect(!reads.contains { $0.action == "ReadUsers" })
    }
}

@Suite("The expiry of a new key whose old one's is not known")
struct UsualLifetimeTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    private func key(created: Double?, expires: Double?, isKnown: Bool) throws -> KeyRecord {
        KeyRecord(
            id: .random(), name: try #require(EntryName("k")), profile: .random(), user: nil,
            accessKeyID: "AK", state: .active, createdAt: created.map(start.addingTimeInterval),
            expiresAt: expires.map(start.addingTimeInterval), isExpiryKnown: isKnown, tag: nil,
            storedAt: start, verifiedAt: nil)
    }

    private func days(_ key: KeyRecord, default seconds: Int64? = nil) throws -> Double? {
        try UsualLifetime(from: start, defaultSeconds: seconds).expiry(replacing: key)
            .map { $0.timeIntervalSince(start) / 86_400 }
    }

    @Test func `is the profile's default, and without one a person is asked`() throws {
        let unknown = try key(created: nil, expires: nil, isKnown: false)
        #expect(try days(unknown, default: 7 * 86_400) == 7)
        #expect(throws: LifecycleError.self) { try days(unknown) }
    }

    @Test func `is what is left of the old one's where nobody knows its beginning`() throws {
        #expect(try days(key(created: nil, expires: 100 * 86_400, isKnown: true)) == 100)
        #expect(try days(key(created: -86_400, expires: 86_400, isKnown: true)) == 2)
        #expect(try days(key(created: nil, expires: nil, isKnown: true)) == nil)
    }

    @Test func `is asked of OUTSCALE before the new key is made`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        var record = try stage.issue(expiresIn: 100 * 86_400).key
        (record.expiresAt, record.createdAt, record.isExpiryKnown) = (nil, nil, false)
        let unknown = record
        var vault = try stage.unlocked()
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.update(unknown)
        }
        try stage.rotate(
            unknown, lifetime: UsualLifetime(from: stage.now, defaultSeconds: nil))
        let new = try #require(kept.all.last?.expiry.flatMap(OutscaleDate.parse))
        #expect(abs(new.timeIntervalSince(stage.now) - 100 * 86_400) < 60)
    }
}
