import Foundation
import Glibc
import Testing
import VaultTestSupport

/// What a process was started with, as numbers of signals.
struct SignalSetting: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var ignored: [Int32] = []
    var blocked: [Int32] = []

    static let table = [
        SignalSetting(testDescription: "a plain start"),
        SignalSetting(testDescription: "nohup", ignored: [SIGHUP]),
        SignalSetting(testDescription: "a background job", ignored: [SIGINT, SIGQUIT]),
        SignalSetting(testDescription: "trap '' PIPE", ignored: [SIGPIPE]),
        SignalSetting(
            testDescription: "what Swift would report",
            ignored: [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS]),
        SignalSetting(testDescription: "a mask", blocked: [SIGTERM, SIGPIPE, SIGCHLD]),
        SignalSetting(
            testDescription: "all", ignored: all.filter { $0 != SIGCHLD }, blocked: all),
    ]

    /// All that can be ignored or blocked.
    private static let all = (1...64).filter { ![SIGKILL, SIGSTOP, 32, 33].contains($0) }

    /// Becomes the program in its arguments, with signals set so.
    private static let launcher = """
        import os, signal, sys
        # Python ignores these for itself.
        for number in (signal.SIGPIPE, signal.SIGXFSZ): signal.signal(number, signal.SIG_DFL)
        numbers = lambda text: [int(number) for number in text.split(",") if number]
        for number in numbers(sys.argv[1]): signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, numbers(sys.argv[2]))
        os.execv(sys.argv[3], sys.argv[3:])
        """

    func start(_ program: String, _ words: [String], in home: Workspace) throws -> Child {
        let lists = [ignored, blocked].map { $0.map(String.init).joined(separator: ",") }
        return try Child(
            "python3", ["-c", Self.launcher] + lists + [program] + words,
            environment: home.environment.merging(["SHELL": home.path("teller")]) { $1 })
    }
}

@Suite("Signals that vault was started to ignore or to block", .serialized)
struct InheritedSignalTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        // Written by another process: what this one writes can't be run while a child of another test is born.
        let line = """
            umask 077; cd "$HOME"; exec > teller; chmod 700 teller
            echo '#!/bin/sh'; echo "exec grep -E '^Sig(Ign|Blk)' /proc/self/status"
            """
        let written = try Child("sh", ["-c", line], environment: home.environment).finish()
        #expect(written.status == 0)
    }

    private static let ways = [
        ["shell"], ["exec"], ["exec", "--mask"], ["exec", "--ephemeral", "1h"],
    ]

    private func vault(_ way: [String], _ command: [String]) -> [String] {
        way + ["admin", "-q", "--password-file", home.path("password")]
            + (way == ["shell"] ? [] : ["--"] + command)
    }

    @Test(arguments: SignalSetting.table)
    func `are so for the command too, and no others`(setting: SignalSetting) throws {
        let without = try setting.start(home.path("teller"), [], in: home).finish()
        #expect(without.output.split(separator: "\n").count == 2, "\(without.errors)")
        for way in Self.ways {
            let with = try setting.start(
                BuiltProducts.vault, vault(way, [home.path("teller")]), in: home
            ).finish()
            #expect(with.output == without.output, "\(way) \(with.errors)")
        }
        #expect(try simulator.living(of: nil).count == 1)
    }

    @Test func `leave vault a command's exit status, though SIGCHLD is among them`() throws {
        let setting = SignalSetting(testDescription: "", ignored: [SIGCHLD])
        for way in Self.ways.dropFirst() {
            let ended = try setting.start(
                BuiltProducts.vault, vault(way, ["sh", "-c", "exit 7"]), in: home
            ).finish()
            #expect(ended.status == 7, "\(way)")
        }
        // Where vault becomes the command, it needs no status.
        let without = try setting.start(home.path("teller"), [], in: home).finish()
        let with = try setting.start(
            BuiltProducts.vault, vault(["exec"], [home.path("teller")]), in: home
        ).finish()
        #expect(with.output == without.output)
    }

    @Test func `are not vault's own for a password command, which dies of a closed pipe`() throws {
        let telling = "grep -E '^Sig(Ign|Blk)' /proc/self/status > told; cat password"
        let finished = try home.bare([
            "list", "--password-command",
            "sh -c \"cd \(home.path(".")); \(telling)\"",
        ])
        #expect(finished.status == 0, "\(finished.errors)")
        let told = try String(contentsOfFile: home.path("told"), encoding: .utf8)
        let sets = told.split(separator: "\n").compactMap { line in
            line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
        }
        #expect(sets.count == 2)
        // glibc leaves its own two, 32 and 33, ignored.
        #expect(sets.allSatisfy { $0 & ~(3 << 31) == 0 }, "\(told)")
    }

    @Test func `hide no failure of a password command, though SIGCHLD is among them`() throws {
        let setting = SignalSetting(testDescription: "", ignored: [SIGCHLD])
        let refused = try setting.start(
            BuiltProducts.vault,
            [
                "exec", "admin", "--password-command",
                "sh -c 'cat \(home.path("password")); exit 3'", "--", "true",
            ], in: home
        ).finish()
        #expect(refused.status != 0)
        #expect(refused.errors.contains("3"))
    }

    @Test(arguments: [([SIGHUP], []), ([], [SIGHUP])] as [([Int32], [Int32])])
    func `do not keep a key from being made, nor its command from being run`(
        ignored: [Int32], blocked: [Int32]
    ) throws {
        try simulator.disturb("slow", ",\"seconds\":1")
        let setting = SignalSetting(testDescription: "", ignored: ignored, blocked: blocked)
        let child = try setting.start(
            BuiltProducts.vault, vault(["exec", "--ephemeral", "1h"], ["echo", "run"]), in: home)
        let folder = home.path("data/osc-vault")
        try EphemeralCommand.wait {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return files.contains { $0.hasPrefix("landing-") }
        }
        kill(child.process, SIGHUP)
        let finished = try child.finish()
        #expect((finished.status, finished.output) == (0, "run\n"))
        #expect(try simulator.living(of: nil).count == 1)
    }

    @Test func `do not cut what a masked command has left`() throws {
        let setting = SignalSetting(testDescription: "", ignored: [SIGHUP])
        let script = """
            cd "$HOME"
            "$0" "$@" sh -c 'echo $PPID > vault; echo $$ > command; yes | head -c 80000' | {
                for i in $(seq 600); do [ -e go ] && break; sleep 0.05; done; wc -c
            }
            """
        let words = vault(["exec", "--mask"], [])
        let child = try setting.start(
            "/bin/sh", ["-c", script, BuiltProducts.vault] + words, in: home)
        // All is written, and nobody reads it yet.
        try EphemeralCommand.wait { number(in: "command").map { kill($0, 0) != 0 } ?? false }
        kill(try #require(number(in: "vault")), SIGHUP)
        try home.write("", to: "go")
        #expect(try child.finish().output == "80000\n")
    }

    private func number(in file: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: home.path(file), encoding: .utf8),
            text.hasSuffix("\n")
        else { return nil }
        return pid_t(text.dropLast())
    }
}
