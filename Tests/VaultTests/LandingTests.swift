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
        #expect(landing.key == nil)
        #expect(try Data(contentsOf: file) == Data(count: 4_096))
    }

    @Test func `is none where the write was cut off at any byte`() throws {
        let vault = try victim.unlocked()
        let (whole, count) = try bytesOfLanding(in: vault)
        for cut in stride(from: 0, to: count, by: 7) {
            let bytes = Array(whole.prefix(cut)) + [UInt8](repeating: 0, count: 4_096 - cut)
            #expect(try LandedKey.decode(bytes, intent: intent, key: vault.key) == nil)
            #expect(
                try LandedKey.decode(Array(whole.prefix(cut)), intent: intent, key: vault.key)
                    == nil)
        }
        #expect(try LandedKey.decode(whole, intent: intent, key: vault.key)?.record == record)
    }

    @Test func `is none where any byte is another`() throws {
        let vault = try victim.unlocked()
        let (whole, count) = try bytesOfLanding(in: vault)
        for index in stride(from: 0, to: count, by: 3) {
            var bytes = whole
            bytes[index] ^= 0x80
            #expect(try LandedKey.decode(bytes, intent: intent, key: vault.key) == nil)
        }
    }

    @Test func `is refused in another intent's place, also with a hash made to fit`() throws {
        let vault = try victim.unlocked()
        let (whole, count) = try bytesOfLanding(in: vault)
        #expect(throws: VaultError.self) {
            try LandedKey.decode(whole, intent: .random(), key: vault.key)
        }
        for index in [30, 1_500, count - 40] where index < count - 32 {
            var body = Array(whole.prefix(count - 32))
            body[index] ^= 1
            #expect(throws: VaultError.self, "byte \(index)") {
                try LandedKey.decode(
                    body + BLAKE2b.digest(of: body), intent: intent, key: vault.key)
            }
        }
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
        let held = try bytesOfHeld(in: vault)
        let key = try #require(try vault.landings().first?.key)
        #expect(key.record == record)
        #expect(try text(key.open(with: vault.key)) == "SECRET")
        #expect(try content(held, vault.key).key?.record == record)
        #expect(throws: VaultError.self) {
            _ = try Landing.Content.read(held, intent: .random(), key: vault.key)
        }
    }

    @Test func `is none where a one-time key's write was cut off, or has another byte`() throws {
        let vault = try victim.unlocked()
        let held = try bytesOfHeld(in: vault)
        for index in stride(from: 0, to: held.count, by: 5) {
            let cut = Array(held.prefix(index)) + [UInt8](repeating: 0, count: 4_096 - index)
            #expect(try content(cut, vault.key).isBlank)
            var changed = held
            changed[index] ^= 0x80
            #expect(try content(changed, vault.key).isBlank)
        }
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

    private func content(_ bytes: [UInt8], _ key: any VaultKey) throws -> Landing.Content {
        try .read(bytes, intent: intent, key: key)
    }

    /// What a one-time key has sealed, as it stands in the file.
    private func bytesOfHeld(in vault: borrowing UnlockedVault) throws -> [UInt8] {
        let reserved = try LandingFile(reserving: intent, in: vault.files.directory)
        let key = try LandingKey(for: intent, in: vault)
        try reserved.hold(record, secret: bytes("SECRET"), by: key)
        let whole = try [UInt8](Data(contentsOf: file))
        let end = try #require(whole.lastIndex { $0 != 0 })
        return Array(whole.prefix(end + 1))
    }

    /// The file, and how much of it counts.
    private func bytesOfLanding(
        in vault: borrowing UnlockedVault
    ) throws -> (whole: [UInt8], count: Int) {
        try land(in: vault)
        let sealed = try #require(try vault.landings().first?.key)
        let count = try LandedKey.encode(sealed, intent: intent, key: vault.key).count
        return (try [UInt8](Data(contentsOf: file)), count)
    }
}

extension Landing.Content {
    fileprivate var key: SealedKey? { if case .key(let key) = self { key } else { nil } }
    fileprivate var isBlank: Bool { if case .blank = self { true } else { false } }
}
