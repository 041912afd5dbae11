import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// Files of every format that was ever released open for ever, and say what they said.
///
/// A new format adds its file: `VAULT_WRITE_GOLDEN=1 swift test --filter GoldenTests` writes
/// `format-N.db` and `format-N.json` once; what is there is never written again.
@Suite("Files of released formats", .serialized)
struct GoldenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden")
    private static let isWriting =
        ProcessInfo.processInfo.environment["VAULT_WRITE_GOLDEN"] != nil

    @Test(.enabled(if: isWriting, "set VAULT_WRITE_GOLDEN to add the file of a new format"))
    func `writes the file of the present format`() throws {
        let file = Self.folder.appending(path: "format-\(Schema.format).db")
        try #require(!FileManager.default.fileExists(atPath: file.path), "it is there already")
        let scratch = try Scratch()
        let golden = try GoldenContent.make(in: scratch.files)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(golden) + Data("\n".utf8))
            .write(to: file.deletingPathExtension().appendingPathExtension("json"))
        try Data(contentsOf: scratch.database).write(to: file)
    }

    @Test(arguments: [1], ["password", "recovery code"])
    func `open and say what they said`(format: Int, door: String) throws {
        let golden = try GoldenContent(format: format)
        let scratch = try Scratch()
        let file = Self.folder.appending(path: "format-\(format).db")
        try scratch.write(Data(contentsOf: file), to: scratch.database)
        let locked = try LockedVault.open(scratch.files)
        let code = try RecoveryCode(parsing: bytes(golden.recoveryCode))
        let vault =
            door == "password"
            ? try locked.unlock(password: bytes(golden.password))
            : try locked.unlock(recoveryCode: code)
        #expect(vault.warnings == [.firstUseHere])
        let said = try GoldenContent(of: vault, golden.password, golden.recoveryCode)
        #expect(Set(said.intents).symmetricDifference(golden.intents).sorted() == [])
        #expect(said == golden)
    }

    @Test func `can still be written to`() throws {
        let golden = try GoldenContent(format: 1)
        let scratch = try Scratch()
        let file = Self.folder.appending(path: "format-1.db")
        try scratch.write(Data(contentsOf: file), to: scratch.database)
        let code = try RecoveryCode(parsing: bytes(golden.recoveryCode))
        var vault = try LockedVault.open(scratch.files).unlock(recoveryCode: code)
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(Samples.record(name: "added"), secret: bytes("new"))
        }
        let again = try vault.reopened()
        #expect(again.contents.keyCount == golden.keys.count + 1 && again.epoch == golden.epoch + 1)
    }
}
