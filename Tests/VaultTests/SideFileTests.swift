import Foundation
import SystemPackage
import Testing

@testable import Vault

@Suite("What stands beside the vault's file and its mark")
struct SideFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let change: @Sendable (Victim) throws -> Void
    }

    @Test(.timeLimit(.minutes(10)), arguments: journals + links + marks)
    func `is looked at before it is used, and nothing is waited for`(item: Case) throws {
        let victim = try Victim()
        try item.change(victim)
        let before = try Data(contentsOf: victim.scratch.database)
        let error = #expect(throws: VaultError.self) { try victim.read() }
        guard case .unsafeFile(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(item.reason), "\(reason)")
        #expect(try Data(contentsOf: victim.scratch.database) == before)
    }

    @Test(arguments: [0, 1, 40_000])
    func `a write-ahead log is refused, whatever it holds: a vault never has one`(count: Int) throws
    {
        let victim = try Victim()
        try victim.leave(Data(repeating: 7, count: count), as: "-wal")
        let path = victim.scratch.database.path
        #expect(throws: VaultError.foreignLog(path: path + "-wal")) { try victim.read() }
        #expect(FileManager.default.fileExists(atPath: path + "-wal"), "it was taken away")
    }

    @Test func `a write-ahead log with another content is not applied`() throws {
        let victim = try Victim()
        let other = try Victim()
        let raw = try other.raw()
        for statement in [
            "PRAGMA journal_mode = WAL", "UPDATE secret SET body = zeroblob(168)",
        ] { try raw.run(statement) }
        let log = try Data(contentsOf: URL(filePath: other.scratch.database.path + "-wal"))
        try #require(!log.isEmpty, "nothing was planted, so nothing is tested")
        try victim.leave(log, as: "-wal")
        #expect(throws: VaultError.self) { try victim.read() }
        #expect(try Data(contentsOf: victim.scratch.database) == victim.content)
    }

    @Test func `a journal that names another file to be removed is refused, and removes none`()
        throws
    {
        let victim = try Victim()
        let target = victim.scratch.directory.appending(path: "mine")
        try victim.scratch.write(Data("mine".utf8), to: target)
        try victim.leave(Self.journal(naming: target.path), as: "-journal")
        #expect(throws: VaultError.foreignLog(path: victim.journal.path)) { try victim.read() }
        #expect(FileManager.default.fileExists(atPath: target.path))
    }

    /// A journal whose last record is the name of a super-journal: https://sqlite.org/fileformat.html.
    private static func journal(naming path: String) -> Data {
        let name = Data(path.utf8)
        func word(_ value: UInt32) -> Data { withUnsafeBytes(of: value.bigEndian) { Data($0) } }
        let sum = name.reduce(UInt32(0)) { $0 &+ UInt32(truncatingIfNeeded: Int8(bitPattern: $1)) }
        let magic = Data([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7])
        var header = magic + word(0) + word(1) + word(1) + word(512) + word(4_096)
        header += Data(count: 512 - header.count)
        return header + word(0x4000_0000 / 4_096 + 1) + name + word(UInt32(name.count)) + word(sum)
            + magic
    }
}

extension SideFileTests {
    static let journals =
        [
            Case(testDescription: "a pipe for a journal", reason: "no regular file") {
                #expect(mkfifo($0.journal.path, 0o600) == 0)
            },
            Case(testDescription: "a link for a journal", reason: "symbolic link") {
                #expect(symlink("/dev/null", $0.journal.path) == 0)
            },
            Case(testDescription: "a directory for a journal", reason: "no regular file") {
                #expect(mkdir($0.journal.path, 0o700) == 0)
            },
            Case(testDescription: "a journal with two names", reason: "another name") {
                try $0.leave(Data(), as: "-journal")
                #expect(link($0.journal.path, $0.journal.path + ".too") == 0)
            },
        ]
        + ([0o640, 0o604, 0o666] as [mode_t]).map { mode in
            Case(
                testDescription: "a journal of mode \(String(mode, radix: 8))", reason: "chmod 600"
            ) {
                try $0.leave(Data(), as: "-journal")
                #expect(chmod($0.journal.path, mode) == 0)
            }
        }

    static let links = [
        Case(testDescription: "a vault with two names", reason: "another name") {
            #expect(link($0.scratch.database.path, $0.scratch.database.path + ".too") == 0)
        }
    ]

    static let marks =
        ([0o640, 0o602, 0o666] as [mode_t]).map { mode in
            Case(testDescription: "a mark of mode \(String(mode, radix: 8))", reason: "chmod 600") {
                #expect(chmod($0.mark.path, mode) == 0)
            }
        }
        + ([0o770, 0o755, 0o702] as [mode_t]).map { mode in
            Case(
                testDescription: "a state directory of mode \(String(mode, radix: 8))",
                reason: "mkdir -m 700"
            ) { #expect(chmod($0.scratch.files.stateDirectory.string, mode) == 0) }
        }
        + [
            Case(testDescription: "a mark with two names", reason: "another name") {
                #expect(link($0.mark.path, $0.mark.path + ".too") == 0)
            },
            Case(testDescription: "a pipe for a mark", reason: "no regular file") {
                try FileManager.default.removeItem(at: $0.mark)
                #expect(mkfifo($0.mark.path, 0o600) == 0)
            },
        ]
        + (geteuid() != 0
            ? []
            : [
                Case(testDescription: "another's mark", reason: "user 65534") {
                    #expect(chown($0.mark.path, 65_534, 65_534) == 0)
                },
                Case(testDescription: "another's state directory", reason: "user 65534") {
                    let path = $0.scratch.files.stateDirectory.string
                    #expect(chown(path, 65_534, 65_534) == 0)
                },
                Case(testDescription: "another's journal", reason: "user 65534") {
                    try $0.leave(Data(), as: "-journal")
                    #expect(chown($0.journal.path, 65_534, 65_534) == 0)
                },
            ])
}
