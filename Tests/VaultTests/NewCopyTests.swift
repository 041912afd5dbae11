import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

@Suite("The file of a backup, while it is written")
struct NewCopyTests {
    private let scratch: Scratch
    private let directory: FilePath
    private let copy: NewCopy

    init() throws {
        scratch = try Scratch()
        directory = FilePath(scratch.directory.appending(path: "usb").path)
        try FileManager.default.createDirectory(
            atPath: directory.string, withIntermediateDirectories: true)
        copy = try NewCopy(at: directory.appending("copy.db"))
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory.string) }
    }

    private func content(_ path: FilePath) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path.string)))
    }

    @Test func `has no name until it is verified, so that nothing stays of a killed process`() throws {
        let seen = try copy.write([1, 2, 3]) { path throws(VaultError) in
            (try? names, try? content(path))
        }
        #expect(seen.0 == [])
        #expect(seen.1 == [1, 2, 3])
        #expect(try names == ["copy.db"])
        #expect(try content(directory.appending("copy.db")) == [1, 2, 3])
    }

    @Test func `never takes the place of a file that came meanwhile`() throws {
        let path = directory.appending("copy.db")
        #expect(throws: VaultError.fileExists(path: path.string)) {
            try copy.write([1]) { _ throws(VaultError) in
                _ = FileManager.default.createFile(atPath: path.string, contents: Data([9]))
            }
        }
        #expect(try names == ["copy.db"])
        #expect(try content(path) == [9])
    }

    @Test func `has a draft's name where it needs one, and no name where it fails`() throws {
        let seen = try copy.writeDraft([1]) { _ throws(VaultError) in (try? names) ?? [] }
        #expect(seen.count == 1 && seen[0].hasPrefix(".osc-vault-backup-"))
        #expect(try names == ["copy.db"])
        let other = try NewCopy(at: directory.appending("other.db"))
        #expect(throws: VaultError.busy) {
            try other.writeDraft([1]) { _ throws(VaultError) in throw VaultError.busy }
        }
        #expect(try names == ["copy.db"])
    }

    @Test func `is taken away by the next one where its process was killed, and only then`() throws {
        let abandoned = directory.appending(".osc-vault-backup-\(RecordID.random())")
        let another = directory.appending(".osc-vault-backup-notes")
        for path in [abandoned, another] {
            _ = FileManager.default.createFile(atPath: path.string, contents: Data([1]))
        }
        let busy = try CopyDraft(in: directory)
        let left = [another, busy.path].map { $0.lastComponent?.string ?? "" }
        try copy.write([1]) { _ throws(VaultError) in }
        #expect(try Set(names) == Set(left + ["copy.db"]))
        _ = consume busy
    }
}
