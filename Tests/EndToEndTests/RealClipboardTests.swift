import Foundation
import Testing
import VaultTestSupport

/// An X server without a screen, and whoever looks into its clipboard.
private struct Display {
    static let isHere = ["Xvfb", "xclip", "xsel"].allSatisfy(ChildProcess.exists)

    let name: String
    private let server: ChildProcess

    init(in home: Workspace) throws {
        let file = home.path("display")
        server = try ChildProcess(
            ["Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "64x64x8"],
            output: file)
        var number: Int?
        // It says its number once it listens; whatever else it says comes before that.
        eventually {
            let said = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            number =
                said.hasSuffix("\n") ? said.split(separator: "\n").last.flatMap { Int($0) } : nil
            return number != nil
        }
        name = ":\(try #require(number))"
    }

    /// What somebody else at this display pastes.
    func pasted(in home: Workspace) throws -> String {
        try Child(
            "xclip", ["-selection", "clipboard", "-out"],
            environment: home.environment.merging(["DISPLAY": name]) { $1 }
        ).finish().output
    }

    /// Somebody copies something.
    func copy(_ text: String, in home: Workspace) throws {
        try home.write(text, to: "copied")
        _ = try Child(
            "xsel", ["--clipboard", "--input"],
            environment: home.environment.merging(["DISPLAY": name]) { $1 },
            files: [0: home.path("copied")]
        ).finish()
    }
}

/// The programs of the desktop themselves: what the other tests say of them may be wrong.
@Suite("A secret in a real clipboard", .serialized)
struct RealClipboardTests {
    private let home: Workspace
    private let display: Display?

    init() throws {
        home = try Workspace()
        guard Display.isHere else {
            print("skipped: there is no X here (Xvfb, xclip and xsel)")
            display = nil
            return
        }
        try home.prepare(for: nil)
        try home.addKey("hand")
        display = try Display(in: home)
    }

    /// Copies with one program, as if the other were not installed.
    private func copy(with program: String, on display: Display, seconds: Int) throws {
        let bin = home.path("only-" + program)
        try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: bin + "/" + program, withDestinationPath: "/usr/bin/" + program)
        let copied = try home.vault(
            "show", "hand", "--copy", "--clear-after", String(seconds),
            environment: ["DISPLAY": display.name, "PATH": bin])
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(copied.errors.contains("is in the clipboard"))
    }

    private func endSession() {
        ClipboardKeepers(of: home).processes.forEach { kill($0, SIGTERM) }
    }

    @Test(arguments: ["xclip", "xsel"])
    func `can be pasted, and no more when its time is over`(program: String) throws {
        guard let display else { return }
        try copy(with: program, on: display, seconds: 600)
        #expect(try display.pasted(in: home) == "SECRET-OF-hand")
        endSession()
        #expect(try eventually { try display.pasted(in: home).isEmpty })
        #expect(eventually { ClipboardKeepers(of: home).processes.isEmpty })
    }

    @Test(arguments: ["xclip", "xsel"])
    func `is not in the way of what somebody has copied since`(program: String) throws {
        guard let display else { return }
        try copy(with: program, on: display, seconds: 600)
        try display.copy("the person's own", in: home)
        #expect(try eventually { try display.pasted(in: home) == "the person's own" })
        endSession()
        #expect(eventually { ClipboardKeepers(of: home).processes.isEmpty })
        #expect(try display.pasted(in: home) == "the person's own")
    }

    @Test(arguments: ["xclip", "xsel"])
    func `is gone after its seconds`(program: String) throws {
        guard let display else { return }
        try copy(with: program, on: display, seconds: 1)
        #expect(eventually { ClipboardKeepers(of: home).processes.isEmpty })
        #expect(try display.pasted(in: home).isEmpty)
    }
}
