import Foundation
import LocalMachine
import SystemPackage
import Testing

@testable import Vault

@Suite("A copy that takes the vault file's place")
struct ReplacedVaultTests {
    @Test func `is another vault file: what the first has begun is not its to undo`() throws {
        let stage = try Stage()
        let before = try HostIdentity.of(stage.files)
        let database = stage.files.database.string
        try FileManager.default.copyItem(atPath: database, toPath: database + ".copy")
        // The first file stays, under another name: its inode is not given again.
        #expect(rename(database, database + ".old") == 0)
        #expect(rename(database + ".copy", database) == 0)
        #expect(try HostIdentity.of(stage.files) != before)
    }
}
