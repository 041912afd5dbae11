import Foundation
import SystemPackage
import Testing

@testable import Vault

@Suite("Who else may touch the files")
struct FileSafetyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let change: @Sendable (Scratch) throws -> Void
    }

    @Test(arguments: cases)
    func `is looked at before the file is opened`(item: Case) throws {
        let victim = try Victim()
        try item.change(victim.scratch)
        let error = #expect(throws: VaultError.self) {
            try LockedVault.open(victim.scratch.files)
        }
        guard case .unsafeFile(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(item.reason), "\(reason)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"), arguments: [true, false])
    func `a file or directory of another user is refused`(isDirectory: Bool) throws {
        let victim = try Victim()
        let path = isDirectory ? victim.scratch.data : victim.scratch.database
        #expect(chown(path.path, 65_534, 65_534) == 0)
        #expect(
            throws: VaultError.unsafeFile(
                path: path.path, reason: "it belongs to user 65534, not to you")
        ) { try LockedVault.open(victim.scratch.files) }
    }

    @Test func `no file is no vault, wherever the path breaks`() throws {
        let scratch = try Scratch()
        let missing = VaultError.noVault(path: scratch.files.database.string)
        #expect(throws: missing) { try LockedVault.open(scratch.files) }
        try FileManager.default.removeItem(at: scratch.data)
        #expect(throws: missing) { try LockedVault.open(scratch.files) }
        try scratch.write(Data(), to: scratch.data)
        #expect(
            throws: VaultError.unsafeFile(path: scratch.data.path, reason: "it is no directory")
        ) { try LockedVault.open(scratch.files) }
    }

    @Test(arguments: [Data(), Data("not a vault\n".utf8), Data(repeating: 0, count: 8_192)])
    func `a file that is no vault is refused and left as it is`(content: Data) throws {
        let scratch = try Scratch()
        try scratch.write(content, to: scratch.database)
        #expect(throws: VaultError.self) { try LockedVault.open(scratch.files) }
        #expect(try Data(contentsOf: scratch.database) == content)
    }

    @Test func `a link to the directory is followed, as a linked home is`() throws {
        let victim = try Victim()
        let link = victim.scratch.directory.appending(path: "link")
        try FileManager.default.createSymbolicLink(
            at: link, withDestinationURL: victim.scratch.data)
        let files = VaultFiles(
            database: FilePath(link.path + "/vault.db"),
            stateDirectory: victim.scratch.files.stateDirectory)
        #expect(
            try Whole(of: StoredVault.unlock(files, victim.stored.recoveryCode))
                == victim.whole)
    }

    @Test func `a vault is never made over a file, and an open directory is refused`() throws {
        let scratch = try Scratch()
        try scratch.write(Data("mine".utf8), to: scratch.database)
        #expect(throws: VaultError.vaultExists(path: scratch.files.database.string)) {
            try scratch.create()
        }
        #expect(try Data(contentsOf: scratch.database) == Data("mine".utf8))
        try FileManager.default.removeItem(at: scratch.database)
        #expect(chmod(scratch.data.path, 0o755) == 0)
        #expect(throws: VaultError.self) { try scratch.create() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.data.path) == [])
    }

    @Test func `a made vault and all its files are closed to others`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        try fixture.add(fixture.record(name: "one"), secret: "1", to: &vault)
        let names = try FileManager.default.subpathsOfDirectory(atPath: fixture.directory.path)
        #expect(names.contains("data/vault.db") && names.count { $0.hasSuffix(".mark") } == 1)
        for name in names {
            var facts = stat()
            #expect(lstat(fixture.directory.path + "/" + name, &facts) == 0)
            #expect(facts.st_mode & 0o077 == 0, "\(name)")
        }
    }

    @Test func `a state directory that others may write to is no place for the mark`() throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        #expect(chmod(victim.scratch.files.stateDirectory.string, 0o777) == 0)
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        guard case .markNotWritten(.unsafeFile) = vault.warnings.first else {
            Issue.record("\(vault.warnings)")
            return
        }
    }

    @Test(arguments: ["pipe", "link", "directory"])
    func `something else in the mark's place is refused at once`(kind: String) throws {
        let victim = try Victim(seen: false)
        switch kind {
        case "pipe": #expect(mkfifo(victim.mark.path, 0o600) == 0)
        case "link": #expect(symlink("/dev/null", victim.mark.path) == 0)
        default: #expect(mkdir(victim.mark.path, 0o700) == 0)
        }
        #expect(throws: VaultError.self) { try victim.read() }
    }
}

extension FileSafetyTests {
    static let cases: [Case] =
        ([0o640, 0o604, 0o644, 0o660, 0o666, 0o700 | 0o001] as [mode_t]).map { mode in
            Case(testDescription: "file of mode \(String(mode, radix: 8))", reason: "chmod 600") {
                #expect(chmod($0.database.path, mode) == 0)
            }
        }
        + ([0o777, 0o755, 0o750, 0o701, 0o1777] as [mode_t]).map { mode in
            Case(
                testDescription: "directory of mode \(String(mode, radix: 8))",
                reason: "mkdir -m 700"
            ) { #expect(chmod($0.data.path, mode) == 0) }
        }
        + [
            Case(testDescription: "a link to the file", reason: "symbolic link") {
                try $0.moveAway()
                #expect(symlink($0.database.path + ".away", $0.database.path) == 0)
            },
            Case(testDescription: "a link to nothing", reason: "symbolic link") {
                try $0.moveAway()
                #expect(symlink("/nonexistent", $0.database.path) == 0)
            },
            Case(testDescription: "a pipe", reason: "no regular file") {
                try $0.moveAway()
                #expect(mkfifo($0.database.path, 0o600) == 0)
            },
            Case(testDescription: "a directory", reason: "no regular file") {
                try $0.moveAway()
                #expect(mkdir($0.database.path, 0o700) == 0)
            },
        ]
}

extension Scratch {
    var data: URL { directory.appending(path: "data") }

    func moveAway() throws {
        try FileManager.default.moveItem(
            at: database, to: URL(filePath: database.path + ".away"))
    }

    /// A vault of the weakest cost, without a recovery code.
    func create() throws {
        try LockedVault.create(
            files, password: bytes(VaultFixture.password), recoveryCode: nil, parameters: .floor,
            at: .now)
    }
}
