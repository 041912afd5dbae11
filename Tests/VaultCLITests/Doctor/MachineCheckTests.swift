import Foundation
import SystemPackage
import Testing

@testable import VaultCLI

/// A machine's `/proc` and `/sys`, as far as a test wants them.
private final class FakeMachine {
    let root = FileManager.default.temporaryDirectory.appending(path: "machine-\(UUID())")

    init(_ files: [String: String]) throws {
        for (path, text) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func diagnosis(_ check: String) throws -> Diagnosis {
        let checks = MachineChecks(environment: [:], root: FilePath(root.path))
        return try #require(checks.all.first { $0.check == check })
    }
}

@Suite("What doctor says of a machine")
struct MachineCheckTests {
    private static let header = "Filename\tType\tSize\tUsed\tPriority\n"

    @Test(arguments: [
        ("", Diagnosis.Verdict.ok), ("/dev/sda2 partition 8 0 -2\n", .warning),
        ("/dev/zram0 partition 8 0 100\n", .ok), ("/dev/dm-1 partition 8 0 -2\n", .ok),
        ("/dev/dm-2 partition 8 0 -2\n", .warning), ("/swapfile file 8 0 -2\n", .warning),
        ("/dev/zram0 partition 8 0 100\n/swapfile file 8 0 -2\n", .warning),
    ])
    func `swap is safe where it is encrypted, or in memory`(
        lines: String, verdict: Diagnosis.Verdict
    ) throws {
        let machine = try FakeMachine([
            "proc/swaps": Self.header + lines, "sys/block/dm-1/dm/uuid": "CRYPT-PLAIN-swap\n",
            "sys/block/dm-2/dm/uuid": "LVM-x\n",
        ])
        #expect(try machine.diagnosis("swap").verdict == verdict)
    }

    @Test(arguments: [("0\n", Diagnosis.Verdict.warning), ("1\n", .ok), ("3\n", .ok)])
    func `tracing is told where any program may do it`(
        scope: String, verdict: Diagnosis.Verdict
    ) throws {
        let machine = try FakeMachine(["proc/sys/kernel/yama/ptrace_scope": scope])
        let diagnosis = try machine.diagnosis("ptrace")
        #expect(diagnosis.verdict == verdict)
        #expect((diagnosis.cure != nil) == (verdict == .warning))
    }

    @Test func `what the kernel does not tell is skipped, or the worse is taken`() throws {
        let machine = try FakeMachine([:])
        #expect(try machine.diagnosis("swap").verdict == .skipped)
        #expect(try machine.diagnosis("core-dumps").verdict == .skipped)
        #expect(try machine.diagnosis("ptrace").verdict == .warning)
    }
}

@Suite("What doctor says of PATH")
struct PathCheckTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "path-\(UUID())")

    private func folder(_ name: String) throws -> String {
        let path = folder.appending(path: name)
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        let program = path.appending(path: "vault").path
        _ = FileManager.default.createFile(
            atPath: program, contents: Data(), attributes: [.posixPermissions: 0o755])
        return path.path
    }

    @Test func `another vault is told, wherever it stands`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (ours, theirs) = (try folder("ours"), try folder("theirs"))
        let own = PathCheck.identity(FilePath(ours).appending("vault"))
        let diagnosis = { PathCheck.diagnosis(PATH: $0, own: own) }
        #expect(diagnosis("/nowhere").verdict == .ok)
        #expect(diagnosis("\(ours):/nowhere").finding.contains("is this program"))
        #expect(diagnosis("\(ours):\(theirs)").finding.contains("behind it"))
        #expect(diagnosis("\(theirs):\(ours)").verdict == .warning)
    }
}
