import Foundation
import SystemPackage
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A secret that has landed")
struct LandingRecoveryTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let intent: Intent

    /// A creation that died between its answer and the database.
    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        guard let name = EntryName("alice") else { throw POSIXError(.EINVAL) }
        intent = Intent(
            IssueRequest(
                name: name, profile: stage.profile, user: "alice", expiresAt: nil, tag: nil,
                endpoint: "https://api.eu-west-2.outscale.com"), known: [], stage.world())
        try stage.leave(intent)
        kept.add(KeptKeys.Key(id: "AKLANDED", tag: intent.tag, expiry: nil))
    }

    private var elsewhere: FilePath { stage.files.directory.appending("away") }

    private func land(in directory: FilePath) throws {
        let vault = try stage.unlocked()
        let record = KeyRecord(
            issued: AccessKey(id: "AKLANDED", state: .active, tag: intent.tag), intent: intent,
            storedAt: stage.now)
        let sealed = try vault.seal(record, secret: Stage.bytes(ScriptedOutscale.secret))
        try LandingFile(reserving: intent.id, in: directory).land(sealed, of: vault)
    }

    /// As a rescue to another directory leaves it.
    private func rescue(marked: Bool, noted: Bool) throws {
        try FileManager.default.createDirectory(
            atPath: elsewhere.string, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try land(in: elsewhere)
        let vault = try stage.unlocked()
        let reserved = try LandingFile(reserving: intent.id, in: stage.files.directory)
        if marked { try reserved.note(elsewhere: elsewhere, of: vault) }
        guard noted else { return }
        var away = intent
        (away.phase, away.accessKeyID) = (.elsewhere, "AKLANDED")
        try stage.leave(away)
    }

    @Test func `is stored where its key lives`() throws {
        try land(in: stage.files.directory)
        let results = try stage.recover()
        guard case .stored = try #require(results.first).outcome else {
            Issue.record("it was not stored")
            return
        }
        #expect(try stage.record(intent.keyID) != nil && stage.openIntents().isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test(arguments: [true, false])
    func `is dropped where its key is gone, with its intent or without`(isOpen: Bool) throws {
        try land(in: stage.files.directory)
        if !isOpen {
            var vault = try stage.unlocked()
            try vault.settle(intent, stage.world())
        }
        kept.remove("AKLANDED")
        kept.refusesNewKeys()
        let results = try stage.recover()
        guard case .gone(accessKeyID: "AKLANDED") = try #require(results.first).outcome else {
            Issue.record("a dead key was stored")
            return
        }
        #expect(try stage.record(intent.keyID) == nil && stage.openIntents().isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test func `is stored where the key is not listed and signs all the same`() throws {
        try land(in: stage.files.directory)
        kept.remove("AKLANDED")
        _ = try stage.recover()
        #expect(try stage.record(intent.keyID) != nil)
    }

    @Test(arguments: [(true, true), (true, false), (false, true)])
    func `elsewhere keeps its key, and is stored from there`(
        marked: Bool, noted: Bool
    ) throws {
        try rescue(marked: marked, noted: noted)
        for _ in 0..<2 {
            let results = try stage.recover(isPrelude: true)
            guard case .elsewhere = try #require(results.first).outcome else {
                Issue.record("it was \(results)")
                return
            }
        }
        #expect(kept.all.map(\.id) == ["AKLANDED"])
        _ = try stage.recover(landing: elsewhere)
        #expect(try stage.record(intent.keyID) != nil && stage.openIntents().isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test func `and is forgotten stays forgotten, and its key is left alone`() throws {
        try land(in: stage.files.directory)
        // As a crash between storing and clean-up leaves it.
        _ = try stage.recover()
        let key = try #require(try stage.record(intent.keyID))
        var stored = intent
        (stored.phase, stored.accessKeyID) = (.stored, key.accessKeyID)
        try stage.leave(stored)
        try land(in: stage.files.directory)
        try stage.forget(key)
        #expect(try stage.openIntents().isEmpty && stage.landings.isEmpty)
        #expect(try stage.recover().isEmpty)
        #expect(try stage.record(key.id) == nil && kept.all.map(\.id) == ["AKLANDED"])
    }

    @Test(arguments: ["mode", "foreign", "damaged", "directory"])
    func `in a file that can't be used stops nothing else, and its key is left alone`(
        kind: String
    ) throws {
        try land(in: stage.files.directory)
        let path = stage.files.directory.appending("landing-\(intent.id)").string
        switch kind {
        case "mode": #expect(chmod(path, 0o644) == 0)
        case "damaged":
            // In the record's box.
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[60] ^= 1
            try bytes.write(to: URL(filePath: path))
        case "foreign":
            let other = stage.files.directory.appending("landing-\(RecordID.random())").string
            try FileManager.default.moveItem(atPath: path, toPath: other)
        default:
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
        }
        let results = try stage.recover(isPrelude: true)
        #expect(results.contains { if case .failed(.vault) = $0.outcome { true } else { false } })
        // The foreign one is another intent's: this one's own key has no landing any more.
        #expect(kept.all.isEmpty == (kind == "foreign"))
        #expect(stage.landings.count == 1)
    }

    @Test func `elsewhere is settled once its key is gone`() throws {
        try rescue(marked: true, noted: true)
        kept.remove("AKLANDED")
        guard case .gone = try #require(try stage.recover().first).outcome else {
            Issue.record("it was not settled")
            return
        }
        #expect(try stage.openIntents().isEmpty && stage.landings.isEmpty)
    }
}
