import Foundation
import Testing

@testable import Vault

@Suite("What a vault holds")
struct SealedContentTests {
    @Test func `stands in clear in no file of it`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let record = KeyRecord(
            id: .random(), name: try #require(EntryName("name-of-a-key")),
            profile: Samples.profile.id,
            user: "user-of-a-key", accessKeyID: "ACCESSKEYIDOFAKEY", state: .active,
            createdAt: Date(timeIntervalSince1970: 1_000), expiresAt: nil, tag: "tag-of-a-key",
            storedAt: Date(timeIntervalSince1970: 1_001), verifiedAt: nil)
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
            try transaction.add(record, secret: bytes("SECRETOFAKEY"))
            try transaction.record(
                AuditEvent(at: record.storedAt, action: .stored, key: "name-of-an-event"))
        }
        let held = [
            "name-of-a-key", "user-of-a-key", "ACCESSKEYIDOFAKEY", "tag-of-a-key", "SECRETOFAKEY",
            "name-of-an-event", "api.example.com", "eu-west-2", "/etc/ca.pem",
            VaultFixture.password,
        ]
        let files = try Self.files(below: fixture.directory)
        #expect(files.count >= 2, "the vault and its mark")
        for (path, content) in files {
            for text in held {
                #expect(content.range(of: Data(text.utf8)) == nil, "\(text) in \(path)")
            }
        }
        // What is not there can be missed: the same look finds what is.
        try Data("…tag-of-a-key…".utf8).write(to: fixture.directory.appending(path: "planted"))
        let found = try Self.files(below: fixture.directory).filter {
            $0.1.range(of: Data("tag-of-a-key".utf8)) != nil
        }
        #expect(found.count == 1)
    }

    private static func files(below folder: URL) throws -> [(String, Data)] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).compactMap { name in
            let file = folder.appending(path: name)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { return nil }
            return (name, try Data(contentsOf: file))
        }
    }
}
