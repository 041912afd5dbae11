import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("A key on its way into the database")
struct LandingTests {
    private let victim: Victim
    private let intent = RecordID.random()
    private let record = Samples.record(name: "landed")

    init() throws { victim = try Victim() }

    @Test func `is there after a crash, and gone once it is discarded`() throws {
        let vault = try victim.unlocked()
        try land(in: vault)
        let landing = try #require(try vault.landings().first)
        #expect(landing.intent == intent && landing.key?.record == record)
        let key = try #require(landing.key)
        #expect(try text(key.open(with: vault.key)) == "SECRET")
        try vault.discard(landing)
        #expect(try vault.landings().isEmpty)
    }

    @Test func `is none while nothing was written`() throws {
        let vault = try victim.unlocked()
        _ = try LandingFile(reserving: intent, in: vault.files.directory)
        let landing = try #require(try vault.landings().first)
        guard case .blank = landing.content else {
            Issue.record("it is \(landing.content)")
            return
        }
        #expect(try Data(contentsOf: file) == Data(count: 4_096))
    }

    @Test(arguments: [(at: 3, isKey: true), (at: 60, isKey: false)])
    func `is there with a damaged header, and is told as damaged in a damaged box`(
        at index: Int, isKey: Bool
    ) throws {
        let vault = try victim.unlocked()
        try land(in: vault)
        var bytes = try Data(contentsOf: file)
        bytes[index] ^= 0x10
        try victim.scratch.write(bytes, to: file)
        let landing = try #require(try vault.landings().first)
        guard case .damaged = landing.content else {
            #expect(isKey && landing.key?.record == record)
            return
        }
        #expect(!isKey)
    }

    @Test(arguments: ["mode", "link", "pipe"])
    func `is looked at before it is read`(kind: String) throws {
        let vault = try victim.unlocked()
        try land(in: vault)
        let away = file.path + ".away"
        if kind != "mode" { try FileManager.default.moveItem(atPath: file.path, toPath: away) }
        switch kind {
        case "mode": #expect(chmod(file.path, 0o644) == 0)
        case "link": #expect(symlink(away, file.path) == 0)
        default: #expect(mkfifo(file.path, 0o600) == 0)
        }
        guard case .unusable(.unsafeFile) = try #require(try vault.landings().first).content else {
            Issue.record("it was read")
            return
        }
    }

    @Test func `is never written over`() throws {
        let vault = try victim.unlocked()
        try land(in: vault)
        let before = try Data(contentsOf: file)
        #expect(throws: VaultError.self) {
            _ = try LandingFile(reserving: intent, in: vault.files.directory)
        }
        #expect(try Data(contentsOf: file) == before)
    }

    @Test func `is there also where it was sealed with its one-time key`() throws {
        let vault = try victim.unlocked()
        let reserved = try LandingFile(reserving: intent, in: vault.files.directory)
        try reserved.hold(
            record, secret: bytes("SECRET"), by: LandingKey(for: intent, in: vault))
        let key = try #require(try vault.landings().first?.key)
        #expect(key.record == record)
        #expect(try text(key.open(with: vault.key)) == "SECRET")
    }

    @Test func `says where its secret went also where a one-time key has sealed that`() throws {
        let vault = try victim.unlocked()
        let reserved = try LandingFile(reserving: intent, in: vault.files.directory)
        let key = try LandingKey(for: intent, in: vault)
        try reserved.note(elsewhere: "/mnt/other", by: key)
        guard case .elsewhere("/mnt/other") = try #require(try vault.landings().first).content
        else {
            Issue.record("the place is not told")
            return
        }
    }

    @Test func `has room with a one-time key for as much as without`() throws {
        let vault = try victim.unlocked()
        let large = Samples.record(name: "large", user: String(repeating: "u", count: 2_700))
        let sealed = try vault.seal(large, secret: bytes(String(repeating: "s", count: 40)))
        let reserved = try LandingFile(reserving: intent, in: vault.files.directory)
        try reserved.land(sealed, of: vault)
        try reserved.hold(
            large, secret: bytes(String(repeating: "s", count: 40)),
            by: LandingKey(for: intent, in: vault))
        #expect(try vault.landings().first?.key?.record == large)
    }

    @Test func `is refused where its record takes more than the room`() throws {
        let vault = try victim.unlocked()
        let large = Samples.record(name: "large", user: String(repeating: "u", count: 4_000))
        let reserved = try LandingFile(reserving: intent, in: vault.files.directory)
        let sealed = try vault.seal(large, secret: bytes("SECRET"))
        #expect(throws: VaultError.self) { try reserved.land(sealed, of: vault) }
        #expect(try vault.landings().first?.key == nil)
    }
}

extension LandingTests {
    private var file: URL {
        URL(filePath: LandingFile.path(for: intent, in: victim.scratch.files.directory).string)
    }

    private func land(in vault: borrowing UnlockedVault) throws {
        let reserved = try LandingFile(reserving: intent, in: vault.files.directory)
        let sealed = try vault.seal(record, secret: bytes("SECRET"))
        try reserved.land(sealed, of: vault)
    }
}
