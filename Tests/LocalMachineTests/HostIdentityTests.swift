import Foundation
import SystemPackage
import Testing
import Vault

@testable import LocalMachine

@Suite("Which machine and vault file this is")
struct HostIdentityTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "host-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("vault".utf8).write(to: folder.appending(path: "vault.db"))
    }

    private func identity(_ name: String = "vault.db") throws -> String {
        try HostIdentity.of(
            VaultFiles(
                database: FilePath(folder.appending(path: name).path), stateDirectory: "/state"))
    }

    @Test func `is the same for the same file, also after it was written and through a link`()
        throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try identity()
        let handle = try FileHandle(forWritingTo: folder.appending(path: "vault.db"))
        try handle.write(contentsOf: Data("other".utf8))
        try handle.close()
        #expect(try identity() == first && first.count == 32)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "link.db"),
            withDestinationURL: folder.appending(path: "vault.db"))
        #expect(try identity("link.db") == first)
    }

    @Test func `is another for a copy on the same machine`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: folder.appending(path: "vault.db"), to: folder.appending(path: "copy.db"))
        #expect(try identity("copy.db") != identity())
    }

    @Test func `is not guessed where the file is not there`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: HostUnknown.self) { try identity("none.db") }
    }
}
