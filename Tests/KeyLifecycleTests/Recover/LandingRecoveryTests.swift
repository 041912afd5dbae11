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
            issuing: IssueRequest(
                name: name, profile: stage.profile, user: "alice", expiresAt: nil, tag: nil,
                endpoint: "https://api.eu-west-2.outscale.com"), known: [], stage.context())
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
        try stage.leave(intent.advanced(to: .elsewhere, accessKeyID: "AKLANDED"))
    }

    @Test func `is stored where its key lives`() throws {
        try land(in: stage.files.directory)
        let results = try stage.recover()
        guard case .stored = try #require(results.first).outcome else {
            Issue.record("it was not stored")
            return
        }
        #expect(try stage.record(intent.key.record) != nil && stage.openIntents().isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test func `whose name is taken by now gets another, by which the log knows it`() throws {
        try land(in: stage.files.directory)
        var vault = try stage.unlocked()
        var begun = intent
        begun.key = IntendedKey(
            record: .random(), name: intent.key.name, user: intent.key.user)
        let taken = try vault.seal(
            KeyRecord(
                issued: AccessKey(id: "AKOTHER", state: .active), intent: begun,
                storedAt: stage.now), secret: Stage.bytes(ScriptedOutscale.secret))
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.add(taken)
        }
        _ = try stage.recover()
        #expect(try stage.record(intent.key.record)?.name.description == "alice.new")
        let event = try #require(
            try stage.unlocked().auditTrail().map(\.event).first { $0.action == .recovered })
        #expect(event.key == "alice.new" && event.detail == intent.tag)
    }

    @Test(arguments: [true, false])
    func `is stored also where no list has its key and it is refused, with its intent or without`(
        isOpen: Bool
    ) throws {
        try land(in: stage.files.directory)
        if !isOpen {
            var vault = try stage.unlocked()
            try vault.settle(intent, stage.context())
        }
        kept.remove("AKLANDED")
        kept.refusesNewKeys()
        guard case .stored = try #require(try stage.recover().first).outcome else {
            Issue.record("a secret was dropped on a guess")
            return
        }
        #expect(try stage.record(intent.key.record)?.verifiedAt == nil)
        #expect(try stage.openIntents().isEmpty && stage.landings.isEmpty)
    }

    @Test func `whose key was deleted under its intent is not stored again`() throws {
        try land(in: stage.files.directory)
        var vault = try stage.unlocked()
        try vault.close(
            intent.advanced(to: .unknown, accessKeyID: "AKLANDED"), as: .compensated,
            stage.context())
        kept.remove("AKLANDED")
        #expect(try stage.recover().isEmpty)
        #expect(try stage.record(intent.key.record) == nil && stage.landings.isEmpty)
    }

    @Test func `that is put back after its key was forgotten stays forgotten`() throws {
        try land(in: stage.files.directory)
        _ = try stage.recover()
        let key = try #require(try stage.record(intent.key.record))
        try stage.forget(key)
        try land(in: stage.files.directory)
        #expect(try stage.recover().isEmpty)
        #expect(try stage.record(key.id) == nil && stage.landings.isEmpty)
        #expect(kept.all.map(\.id) == ["AKLANDED"])
    }

    @Test func `is verified once it is stored`() throws {
        try land(in: stage.files.directory)
        _ = try stage.recover()
        #expect(try stage.record(intent.key.record)?.verifiedAt != nil)
    }

    @Test func `is stored where the key is not listed and signs all the same`() throws {
        try land(in: stage.files.directory)
        kept.remove("AKLANDED")
        _ = try stage.recover()
        #expect(try stage.record(intent.key.record) != nil)
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
        #expect(try stage.record(intent.key.record) != nil && stage.openIntents().isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test func `and is forgotten stays forgotten, and its key is left alone`() throws {
        try land(in: stage.files.directory)
        // As a crash between storing and clean-up leaves it.
        _ = try stage.recover()
        let key = try #require(try stage.record(intent.key.record))
        try stage.leave(intent.advanced(to: .stored, accessKeyID: key.accessKeyID))
        try land(in: stage.files.directory)
        try stage.forget(key)
        #expect(try stage.openIntents().isEmpty && stage.landings.isEmpty)
        #expect(try stage.recover().isEmpty)
        #expect(try stage.record(key.id) == nil && kept.all.map(\.id) == ["AKLANDED"])
    }

    private var file: URL {
        URL(filePath: stage.files.directory.appending("landing-\(intent.id)").string)
    }

    @Test(arguments: ["mode", "directory"])
    func `in a file that can't be looked into stops nothing else, and its key is left alone`(
        kind: String
    ) throws {
        try land(in: stage.files.directory)
        if kind == "mode" {
            #expect(chmod(file.path, 0o644) == 0)
        } else {
            try FileManager.default.removeItem(at: file)
            try FileManager.default.createDirectory(
                at: file, withIntermediateDirectories: false)
        }
        let results = try stage.recover(isPrelude: true)
        #expect(results.contains { if case .failed(.vault) = $0.outcome { true } else { false } })
        #expect(kept.all.count == 1 && stage.landings.count == 1)
    }

    private func damage() throws {
        try land(in: stage.files.directory)
        var bytes = try Data(contentsOf: file)
        // In the record's box.
        bytes[60] ^= 1
        try bytes.write(to: file)
    }

    @Test func `that can't be opened is told, and kept while OUTSCALE can't be asked`() throws {
        try damage()
        kept.isDown = true
        for _ in 0..<2 {
            let results = try stage.recover()
            #expect(results.contains { $0.isDamagedLanding } && results.contains(where: \.isOpen))
            #expect(stage.landings.count == 1)
        }
        kept.isDown = false
        let results = try stage.recover()
        #expect(results.contains { $0.isDamagedLanding })
        #expect(kept.all.isEmpty && stage.landings.isEmpty)
        #expect(try stage.recover().isEmpty)
    }

    @Test func `of which only the header is damaged is stored`() throws {
        try land(in: stage.files.directory)
        var bytes = try Data(contentsOf: file)
        bytes[3] ^= 1
        try bytes.write(to: file)
        _ = try stage.recover()
        #expect(try stage.record(intent.key.record) != nil)
    }

    @Test func `under a name that this vault never gave is told and left to a person`() throws {
        try land(in: stage.files.directory)
        let other = stage.files.directory.appending("landing-\(RecordID.random())").string
        try FileManager.default.moveItem(atPath: file.path, toPath: other)
        #expect(try stage.recover().contains { $0.isDamagedLanding })
        #expect(stage.landings.count == 1)
    }

    @Test func `elsewhere stays open where no list has its key`() throws {
        try rescue(marked: true, noted: true)
        kept.remove("AKLANDED")
        guard case .elsewhere = try #require(try stage.recover().first).outcome else {
            Issue.record("it was given up on a guess")
            return
        }
        _ = try stage.recover(landing: elsewhere)
        #expect(try stage.record(intent.key.record) != nil)
    }
}

extension Recovered {
    fileprivate var isDamagedLanding: Bool {
        if case .landingDamaged = outcome { true } else { false }
    }
}
