import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("Known answers: entries of format 1")
struct KnownAnswerEntryTests {
    private let vectors: Vectors
    private let key: InMemoryVaultKey

    init() throws {
        vectors = try Vectors()
        key = try vectors.vaultKey()
    }

    @Test func `a profile with all of its fields`() throws {
        let vector = try vectors["profile"]
        let id = try #require(RecordID(vector("id")))
        let profile = try ProfileEntry.decode(vector("entry")[...], id: id)
        #expect(try ProfileEntry.encode(profile) == vector("entry"))
        #expect(profile.name == EntryName("prod"))
        #expect(profile.isDefault)
        #expect(profile.defaultLifetime == 7_776_000)
        #expect(profile.proxy == "http://proxy:3128")
    }

    @Test(arguments: ["creation", "update", "deletion", "rotation", "lease"])
    func `an intent of each kind`(kind: String) throws {
        let vector = try vectors["journal"]
        let id = try #require(RecordID(vector("id")))
        let intent = try IntentEntry.decode(vector(kind)[...], id: id)
        #expect(try IntentEntry.encode(intent) == vector(kind))
        #expect(intent.key.user == "alice")
        #expect(intent.startedAt == Date(timeIntervalSince1970: 1_700_000_003))
    }

    @Test func `the phase and the dates of a rotation`() throws {
        let vector = try vectors["journal"]
        let id = try #require(RecordID(vector("id")))
        let rotation = try IntentEntry.decode(vector("rotation")[...], id: id).rotation
        #expect(
            rotation?.phase == .retired(deletedFrom: Date(timeIntervalSince1970: 1_700_100_000)))
        #expect(rotation?.graceSeconds == 86_400)
        #expect(rotation?.wasInactive == false)
    }

    @Test func `an event with a checkpoint`() throws {
        let vector = try vectors["checkpoint"]
        let box = MetadataBox(try vector("box"), under: .audit(65), type: AuditRow.type)
        let opened = try #require(try key.openEach([box]).first)
        #expect(try opened.payload == vector("payload"))
        let row = try AuditRow(reading: opened.payload)
        #expect(row.bytes == opened.payload)
        let link = try vectors["audit"]("head")
        let latest = Date(timeIntervalSince1970: 1_700_000_064)
        #expect(row.checkpoint == AuditCheckpoint(link: link, latest: latest))
    }

    @Test func `where a secret was brought to`() throws {
        let vector = try vectors["away"]
        let intent = try #require(RecordID(vector("intent")))
        let path = try LandedElsewhere.decode(vector("file"), intent: intent, key: key)
        #expect(path == FilePath("/media/usb"))
    }
}
