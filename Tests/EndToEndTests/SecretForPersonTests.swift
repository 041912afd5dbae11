import Foundation
import Testing
import VaultTestSupport

/// A clipboard that is a file, behind programs with the names and the words of the real ones.
private struct FakeClipboard {
    let home: Workspace
    private var content: String { home.path("clipboard") }

    init(in home: Workspace, copy: String, paste: String, understandsSensitive: Bool = true) throws
    {
        self.home = home
        try FileManager.default.createDirectory(
            atPath: home.path("bin"), withIntermediateDirectories: true)
        // Nothing else of the machine: it may have the real ones.
        for tool in ["cat", "mv", "env", "sleep"]
        where !FileManager.default.fileExists(atPath: home.path("bin/" + tool)) {
            try FileManager.default.createSymbolicLink(
                atPath: home.path("bin/" + tool), withDestinationPath: "/usr/bin/" + tool)
        }
        let refusal =
            understandsSensitive ? "" : "case \" $* \" in *' --sensitive '*) exit 1;; esac"
        try program(
            copy,
            """
            printf '%s\\n' "$0 $*" >>'\(home.path("words"))'
            env >>'\(home.path("words"))'
            \(refusal)
            case " $* " in
            *' -out '*|*' --output '*) [ -s '\(content)' ] || exit 1; cat '\(content)';;
            *' --clear '*) : >'\(content)';;
            *)  if [ -e '\(home.path("slow"))' ]; then
                    : >'\(home.path("begun"))'
                    until [ -e '\(home.path("go"))' ]; do sleep 0.01; done
                fi
                cat >'\(content).new'; cat '\(content).new' >>'\(content).all'
                mv '\(content).new' '\(content)';;
            esac
            """)
        guard paste != copy else { return }
        try program(paste, "[ -s '\(content)' ] || exit 1; cat '\(content)'")
    }

    private func program(_ name: String, _ text: String) throws {
        try home.write("#!/bin/sh\n" + text + "\n", to: "bin/" + name)
        chmod(home.path("bin/" + name), 0o700)
    }

    var held: String? { try? String(contentsOfFile: content, encoding: .utf8) }
    /// The words that the programs were started with, and their environments.
    var words: String { (try? String(contentsOfFile: home.path("words"), encoding: .utf8)) ?? "" }
    /// All that was ever put there.
    var history: String {
        (try? String(contentsOfFile: content + ".all", encoding: .utf8)) ?? ""
    }
    func put(_ text: String) throws { try home.write(text, to: "clipboard") }

    func waitUntilEmpty() -> Bool { eventually { held == "" } }

    var keepers: [pid_t] { ClipboardKeepers(of: home).processes }

    /// As a logout does.
    func endSession(by signal: Int32 = SIGTERM) { keepers.forEach { kill($0, signal) } }
}

@Suite("A secret that a person gets", .serialized)
struct SecretForPersonTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
        try home.addKey("hand")
    }

    private func environment(_ display: String) -> [String: String] {
        [
            display: "wayland-7", "PATH": home.path("bin"),
        ]
    }

    @Test(arguments: [
        ("WAYLAND_DISPLAY", "wl-copy", "wl-paste"), ("DISPLAY", "xclip", "xclip"),
        ("DISPLAY", "xsel", "xsel"),
    ])
    func `goes into the clipboard by a pipe, and out of it again`(
        display: String, copy: String, paste: String
    ) throws {
        let clipboard = try FakeClipboard(in: home, copy: copy, paste: paste)
        let copied = try home.vault(
            "show", "hand", "--copy", "--clear-after", "2", environment: environment(display))
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(clipboard.history == "SECRET-OF-hand")
        #expect(copied.output.isEmpty && copied.errors.contains("In 2 s it is emptied"))
        #expect(clipboard.waitUntilEmpty())
        #expect(!clipboard.words.isEmpty && !clipboard.words.contains("SECRET-OF-hand"))
        #expect(!home.transcript.contains("SECRET-OF-hand"))
        #expect(try home.vault("log").output.contains("copied"))
    }

    @Test func `leaves alone what the person has copied since`() throws {
        let clipboard = try FakeClipboard(in: home, copy: "wl-copy", paste: "wl-paste")
        try home.vault(
            "show", "hand", "--copy", "--clear-after", "600",
            environment: environment("WAYLAND_DISPLAY"))
        try clipboard.put("the person's own")
        clipboard.endSession()
        #expect(eventually { clipboard.keepers.isEmpty })
        #expect(clipboard.held == "the person's own")
        #expect(!clipboard.words.contains("--clear"))
    }

    @Test(arguments: [true, false])
    func `is marked for a clipboard history where that can be done, and said where not`(
        isNew: Bool
    ) throws {
        let clipboard = try FakeClipboard(
            in: home, copy: "wl-copy", paste: "wl-paste", understandsSensitive: isNew)
        let copied = try home.vault(
            "show", "hand", "--copy", "--clear-after", "600",
            environment: environment("WAYLAND_DISPLAY"))
        #expect(copied.status == 0)
        #expect(clipboard.held == "SECRET-OF-hand")
        #expect(clipboard.words.contains("--sensitive"))
        #expect(copied.errors.contains("clipboard history") != isNew)
        clipboard.endSession()
        #expect(clipboard.waitUntilEmpty())
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `leaves the clipboard at once when the session ends, as soon as it is there`(
        signal: Int32
    ) throws {
        let clipboard = try FakeClipboard(in: home, copy: "wl-copy", paste: "wl-paste")
        try home.vault(
            "show", "hand", "--copy", "--clear-after", "600",
            environment: environment("WAYLAND_DISPLAY"))
        #expect(clipboard.keepers.count == 1)
        clipboard.endSession(by: signal)
        #expect(clipboard.waitUntilEmpty())
    }

    @Test func `does not stay in the clipboard where the session ends while it is put there`()
        throws
    {
        let clipboard = try FakeClipboard(in: home, copy: "wl-copy", paste: "wl-paste")
        try home.write("", to: "slow")
        let copying = try Child(
            BuiltProducts.vault,
            [
                "show", "hand", "--copy", "--clear-after", "600", "--password-file",
                home.path("password"),
            ], environment: home.environment.merging(environment("WAYLAND_DISPLAY")) { $1 })
        home.await("begun")
        clipboard.endSession()
        // One that does not wait for the command is gone by then.
        #expect(!eventually(within: 2) { clipboard.keepers.isEmpty })
        try home.write("", to: "go")
        #expect(try copying.finish().status == 0)
        #expect(clipboard.history == "SECRET-OF-hand")
        #expect(clipboard.waitUntilEmpty())
    }

    @Test(arguments: [
        ([:], "\u{1B}]52;c;", "\u{7}"),
        (["TMUX": "/tmp/x,1,0"], "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;", "\u{7}\u{1B}\\"),
        (["STY": "1.pts"], "\u{1B}P\u{1B}]52;c;", "\u{7}\u{1B}\\"),
    ])
    func `goes through SSH by the terminal's own order`(
        more: [String: String], beginning: String, ending: String
    ) throws {
        // The remote machine's own display is nobody's in front of it.
        _ = try FakeClipboard(in: home, copy: "wl-copy", paste: "wl-paste")
        try home.write("#!/bin/sh\necho on\n", to: "bin/tmux")
        chmod(home.path("bin/tmux"), 0o700)
        let terminal = try TypedTerminal()
        let variables = home.environment.merging(environment("WAYLAND_DISPLAY")) { $1 }
            .merging(["SSH_CONNECTION": "a 1 b 22"]) { $1 }.merging(more) { $1 }
        let ended = try terminal.run(
            BuiltProducts.vault,
            [
                "show", "hand", "--copy", "--clear-after", "1", "--password-file",
                home.path("password"),
            ], environment: variables, answers: [])
        #expect(ended == 0)
        let secret = Data("SECRET-OF-hand".utf8).base64EncodedString()
        #expect(terminal.shown.contains(beginning + secret + ending))
        #expect(!terminal.shown.contains("SECRET-OF-hand"))
        #expect(terminal.shown.contains("whatever is in it then"))
        try terminal.see(beginning + "!" + ending)
    }

    /// As tmux is without a setting of its user's.
    @Test func `goes through tmux's own hands where it passes no orders on, and is no buffer then`()
        throws
    {
        try FileManager.default.createDirectory(
            atPath: home.path("bin"), withIntermediateDirectories: true)
        try home.write(
            """
            #!/bin/sh
            echo "$*" >>'\(home.path("words"))'
            case "$1" in
            show-options) echo off;;
            load-buffer) cat >>'\(home.path("loaded"))'; echo >>'\(home.path("loaded"))';;
            esac

            """, to: "bin/tmux")
        chmod(home.path("bin/tmux"), 0o700)
        let terminal = try TypedTerminal()
        let variables = home.environment.merging([
            "PATH": home.path("bin") + ":/usr/bin:/bin", "TMUX": "/tmp/x,1,0", "SSH_TTY": "x",
        ]) { $1 }
        let ended = try terminal.run(
            BuiltProducts.vault,
            [
                "show", "hand", "--copy", "--clear-after", "1", "--password-file",
                home.path("password"),
            ], environment: variables, answers: [])
        #expect(ended == 0)
        let read = { (name: String) in
            (try? String(contentsOfFile: self.home.path(name), encoding: .utf8)) ?? ""
        }
        #expect(eventually { read("loaded") == "SECRET-OF-hand\n \n" }, "\(read("loaded"))")
        let isForgotten = eventually {
            read("words").components(separatedBy: "delete-buffer").count == 3
        }
        #expect(isForgotten)
        #expect(!read("words").contains("SECRET") && !terminal.shown.contains("SECRET"))
    }

    /// One that shows the order instead of acting on it, and one below a tmux that would keep a copy.
    @Test(arguments: ["dumb", "unknown", "", "tmux-256color", "screen"])
    func `is not sent to a terminal that may show or keep it`(type: String) throws {
        let terminal = try TypedTerminal()
        let ended = try terminal.run(
            BuiltProducts.vault,
            ["show", "hand", "--copy", "--password-file", home.path("password")],
            environment: home.environment.merging(["TERM": type]) { $1 }, answers: [])
        #expect(ended == 77)
        #expect(terminal.shown.contains("no clipboard was found"))
        #expect(!terminal.shown.contains(Data("SECRET-OF-hand".utf8).base64EncodedString()))
    }

    @Test func `needs a clipboard, and is not given out without one`() throws {
        home.expect(77, "no clipboard was found", try home.vault("show", "hand", "--copy"))
        #expect(try !home.vault("log").output.contains("copied"))
    }

    @Test func `goes into a new file that only its owner may read`() throws {
        let file = home.path("key.csv")
        try home.succeed("show", "hand", "--to", file)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text == "Access Key ID,Secret Key\nAKADDED00000000000AB,SECRET-OF-hand\n")
        var facts = stat()
        #expect(stat(file, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        home.expect(73, "is there already", try home.vault("show", "hand", "--to", file))
        home.expect(64, "the name of a file", try home.vault("show", "hand", "--to", ""))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
        #expect(try home.vault("log").output.matches(of: /saved to +hand .* key\.csv/).count == 1)
    }

    @Test(arguments: [
        ("dotenv", "OSC_SECRET_KEY='SECRET-OF-hand'"),
        ("json", "\"OSC_SECRET_KEY\":\"SECRET-OF-hand\""),
        ("systemd", "OSC_SECRET_KEY="), ("docker", "OSC_SECRET_KEY=SECRET-OF-hand"),
        ("k8s", "kind: Secret"),
    ])
    func `goes into a file as env writes it`(format: String, part: String) throws {
        try home.succeed("show", "hand", "--to", home.path(format), "--format", format)
        let text = try String(contentsOfFile: home.path(format), encoding: .utf8)
        #expect(text == (try home.vault("env", "hand", "--format", format).output))
        #expect(text.contains(part), "\(text)")
    }

    @Test(arguments: [
        ["--copy", "--reveal"], ["--copy", "--to", "x"], ["--format", "json"],
        ["--clear-after", "5"], ["--copy", "--clear-after", "0"],
        ["--copy", "--clear-after", "3601"], ["--to", "x", "--format", "xml"],
    ])
    func `is asked for in one way`(words: [String]) throws {
        let refused = try home.bare(
            ["show", "hand"] + words + ["--password-file", home.path("password")])
        #expect(refused.status == 64)
        #expect(try !home.vault("log").output.contains("saved"))
    }
}

@Suite("The secret of a key that a rotation has replaced", .serialized)
struct ReplacedSecretTests {
    @Test func `is handed out only to somebody who says yes`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "9d")
        try home.succeed("rotate", "alice")
        let file = home.path("old")
        let refused = try home.vault("show", "alice.old", "--to", file)
        home.expect(77, "Take 'alice', or add --yes", refused)
        #expect(!FileManager.default.fileExists(atPath: file))
        try home.succeed("show", "alice.old", "--to", file, "--yes")
        #expect(FileManager.default.fileExists(atPath: file))
        try home.succeed("show", "alice", "--to", home.path("new"))
    }
}
