import Foundation
import SecretMemory
import Testing

@testable import Vault

/// A vault file in one state, as `scripts/make-golden` has made it, and what it must say.
private struct GoldenState: Decodable {
    let password, recoveryCode: String
    let keyFile, bothKeyFile, bothPassword: String?
    let epoch: UInt64
    let open: Int
    let slots: [String]
    let keys, secrets: [String: String]

    static let folder = GoldenTests.folder.appending(path: "states")

    init(_ name: String) throws {
        let file = Self.folder.appending(path: name + ".json")
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }

    func keyFile(_ text: String?) throws -> KeyFile {
        let bytes = try #require(text).chunks().compactMap { UInt8($0, radix: 16) }
        return try KeyFile(SecretBytes(copying: bytes))
    }

    /// Opens by each of the kinds of credential that the state has.
    func key(by door: String, in slots: KeySlots) throws -> InMemoryVaultKey? {
        switch door {
        case "password": return try slots.key(password: bytes(password))
        case "recovery":
            return try slots.key(recoveryCode: RecoveryCode(parsing: bytes(recoveryCode)))
        case "key-file":
            let opened = try slots.open(with: .keyFile(keyFile(keyFile)))
            return opened.key
        case "password+key-file":
            let opened = try slots.open(
                with: .passwordAndKeyFile(
                    .init(bytes(try #require(bothPassword)), keyFile(bothKeyFile))))
            return opened.key
        default: return nil
        }
    }
}

extension String {
    /// Two characters each.
    fileprivate func chunks() -> [String] {
        var rest = self[...]
        var parts: [String] = []
        while !rest.isEmpty {
            parts.append(String(rest.prefix(2)))
            rest = rest.dropFirst(2)
        }
        return parts
    }
}

/// As a stranger's copy comes: the file alone, on a machine that has not seen it.
@Suite("Vault files of format 1 in several states")
struct GoldenStateTests {
    @Test(arguments: ["fresh", "many-keys", "slots", "rekeyed", "pending"])
    func `open by all that opens them, and say what they said`(name: String) throws {
        let golden = try GoldenState(name)
        for door in golden.slots {
            let scratch = try Scratch()
            let file = GoldenState.folder.appending(path: name + ".db")
            try scratch.write(Data(contentsOf: file), to: scratch.database)
            let locked = try LockedVault.open(scratch.files)
            let key = try #require(try golden.key(by: door, in: locked.slots), "\(door)")
            let vault = try locked.unlock(with: key)
            _ = try vault.verify()
            #expect(vault.epoch == golden.epoch)
            #expect(vault.slots.count == golden.slots.count)
            let keys = try vault.contents.keys()
            #expect(
                Dictionary(uniqueKeysWithValues: keys.map { ($0.name.description, $0.accessKeyID) })
                    == golden.keys)
            for key in keys {
                #expect(
                    try text(vault.secret(of: key.id)) == golden.secrets[key.name.description])
            }
            #expect(vault.contents.intents.count == golden.open)
        }
    }

    @Test(arguments: ["fresh", "many-keys", "slots", "rekeyed", "pending"])
    func `can be written to, and re-keyed where nothing is open`(name: String) throws {
        let golden = try GoldenState(name)
        let scratch = try Scratch()
        let file = GoldenState.folder.appending(path: name + ".db")
        try scratch.write(Data(contentsOf: file), to: scratch.database)
        let locked = try LockedVault.open(scratch.files)
        let code = { try RecoveryCode(parsing: bytes(golden.recoveryCode)) }
        var vault = try locked.unlock(recoveryCode: code())
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(Samples.record(name: "added"), secret: bytes("new"))
        }
        let opened = try LockedVault.open(scratch.files).slots.open(with: .recoveryCode(code()))
        var new = try NewVaultKey(after: opened)
        try new.add(recoveryCode: code(), as: 1)
        try vault.rekey(to: new, at: .now)
        let again = try LockedVault.open(scratch.files).unlock(recoveryCode: code())
        #expect(again.contents.keyCount == golden.keys.count + 1)
    }
}
