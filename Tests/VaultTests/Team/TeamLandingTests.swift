import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

/// bob's secret is in a landing file on bob's machine, and alice removes carol: the vault gets another key.
@Suite("What has landed on a member's machine", .enabled(if: PostgresPrograms.exist))
struct TeamLandingTests {
    enum Way: CaseIterable {
        case sealed, held
    }

    private let team: SharedTeam
    private let intent = RecordID.random()

    init() throws {
        team = try SharedTeam()
        try team.take("bob")
        try team.take("carol")
    }

    private var record: KeyRecord { team.origin.record(name: "landed") }

    private func removeCarol() throws {
        var alice = try team.unlocked()
        try alice.removeMember(named: team.name("carol"), on: "here", by: nil, at: SharedTeam.later)
    }

    private func land(_ record: KeyRecord, _ way: Way = .sealed) throws {
        let bob = try team.unlocked("bob")
        let key = try LandingKey(for: intent, in: bob)
        let file = try LandingFile(reserving: intent, in: bob.files.directory)
        switch way {
        case .sealed: try file.land(bob.seal(record, secret: bytes("SECRET")), of: bob)
        case .held: try file.hold(record, secret: bytes("SECRET"), by: key)
        }
    }

    private func isDamaged(_ landing: Landing?) -> Bool {
        if case .damaged = landing?.content { true } else { false }
    }

    @Test(arguments: Way.allCases)
    func `opens for its member by the key of then, and is sealed under the one of now`(way: Way)
        throws
    {
        let record = record
        try land(record, way)
        try removeCarol()
        let bob = try team.unlocked("bob")
        let key = try #require(try bob.landings().first?.key)
        #expect(key.record == record)
        #expect(try text(key.open(with: bob.key)) == "SECRET")
    }

    @Test func `says where its secret has gone, too`() throws {
        let before = try team.unlocked("bob")
        try LandingFile(reserving: intent, in: before.files.directory)
            .note(elsewhere: "/mnt/other", of: before)
        try removeCarol()
        let bob = try team.unlocked("bob")
        guard case .elsewhere("/mnt/other") = try #require(try bob.landings().first).content else {
            Issue.record("the place is not told")
            return
        }
    }

    @Test func `opens by the key of then also where the news came before it landed`() throws {
        let record = record
        let before = try team.unlocked("bob")
        try removeCarol()
        _ = try team.unlocked("bob")
        try LandingFile(reserving: intent, in: before.files.directory)
            .land(before.seal(record, secret: bytes("SECRET")), of: before)
        let bob = try team.unlocked("bob")
        #expect(try bob.landings().first?.key?.record == record)
    }

    @Test func `opens for no other member`() throws {
        try land(record)
        try removeCarol()
        let alice = try team.unlocked()
        let (bobs, own) = (
            LandingFile.path(for: intent, in: team.folder(of: "bob")),
            LandingFile.path(for: intent, in: team.folder(of: "alice"))
        )
        try FileManager.default.copyItem(atPath: bobs.string, toPath: own.string)
        #expect(isDamaged(try alice.landings().first))
    }

    @Test func `is not taken from a key that the vault never had`() throws {
        let before = try team.unlocked("bob")
        let other = SecretBytes(randomCount: 32)
        let member = try #require(before.team?.own)
        let slot = MemberSlot(
            sealing: other, of: before.vaultID, keyEpoch: 1, for: member)
        let key = InMemoryVaultKey(other, vaultID: before.vaultID, keyEpoch: 1)
        let sealed = try SealedKey(sealing: bytes("SECRET"), of: record, key: key)
        let landed = try LandedKey.encode(sealed, intent: intent, key: key)
        try LandingFile(reserving: intent, in: before.files.directory).put(landed, slot)
        try removeCarol()
        let bob = try team.unlocked("bob")
        #expect(isDamaged(try bob.landings().first))
    }

    @Test func `is left alone where an agent opens the vault's present key alone`() throws {
        try land(record)
        try removeCarol()
        let locked = try TeamVault.open(team.place(of: "bob"))
        let own = InMemoryIdentity(try locked.file.open(password: bytes("bob's password")))
        let bob = try locked.unlock(as: PresentKeyAlone(own, keyEpoch: 2))
        guard case .unusable(.team(.sealedBefore)) = try #require(try bob.landings().first).content
        else {
            Issue.record("it is not told")
            return
        }
    }
}

/// As an agent does: it opens no slot of a former key.
private final class PresentKeyAlone: TeamIdentity {
    private let own: InMemoryIdentity
    private let keyEpoch: UInt64

    init(_ own: InMemoryIdentity, keyEpoch: UInt64) { (self.own, self.keyEpoch) = (own, keyEpoch) }

    var member: RecordID { own.member }
    var vaultID: RecordID { own.vaultID }
    var founding: [UInt8] { own.founding }
    var publicKeys: MemberPublicKeys { own.publicKeys }

    func signature(of step: StatementStep) throws(VaultError) -> [UInt8] {
        own.signature(of: step)
    }

    func vaultKey(in slot: MemberSlot, keyID: [UInt8]) throws(VaultError) -> any VaultKey {
        guard slot.keyEpoch >= keyEpoch else { throw .keyUnavailable("it holds a newer key") }
        return try own.vaultKey(in: slot, keyID: keyID)
    }
}
