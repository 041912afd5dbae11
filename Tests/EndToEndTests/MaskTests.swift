import Foundation
import Testing
import VaultTestSupport

@Suite("A masked command", .serialized)
struct MaskTests {
    private static let printer = """
        import base64, json, os, sys, urllib.parse
        text = os.environ["OSC_SECRET_KEY"]
        secret = text.encode()
        def line(content): os.write(1, content if type(content) is bytes else content.encode()); os.write(1, b"\\n")
        line(secret)
        for byte in secret: os.write(1, bytes([byte]))
        line("")
        for before in range(3):
            line(base64.b64encode(b"x" * before + secret + b"x"))
            line(base64.urlsafe_b64encode(b"x" * before + secret))
        line(json.dumps({"secret": text}))
        line(urllib.parse.quote(text))
        line(urllib.parse.quote_plus(text))
        line(secret.hex())
        line(secret.hex().upper())
        os.write(2, b"in the errors: " + secret + b"\\n")
        for before in range(65536 - len(secret) - 1, 65537):
            line(b"." * before + secret + b".")
        """

    @Test func `shows its secret in no form, wherever it prints it`() throws {
        let home = try Workspace.withOneKey()
        let finished = try home.runMasked("python3", "-c", Self.printer)
        #expect(finished.status == 0)
        #expect(finished.errors == "in the errors: [masked]\n")
        let secret = Workspace.loginPassword
        let lines = finished.output.split(separator: "\n")
        // One replacement a line, and each line did hold the secret.
        #expect(lines.count == 13 + secret.utf8.count + 2)
        for line in lines { #expect(line.components(separatedBy: "[masked]").count == 2) }
        let rest = finished.output.replacing("[masked]", with: "").replacing(".", with: "")
        for piece in pieces(of: secret) { #expect(!rest.contains(piece)) }
    }

    /// All that is left beside the replacements: neither a part of the secret nor of its forms.
    private func pieces(of secret: String) -> [String] {
        let data = Data(secret.utf8)
        let forms =
            [secret, data.map { String(format: "%02x", $0) }.joined()]
            + (0..<3).map { (Data(count: $0) + data).base64EncodedString() }
        return forms.flatMap { form in
            let form = Array(form.dropFirst(4).dropLast(4))
            return (0..<(form.count - 4)).map { String(form[$0..<$0 + 4]) }
        }
    }

    @Test func `passes on bytes that are not its secret as they are`() throws {
        let home = try Workspace.withOneKey()
        let finished = try home.shell(
            "cd \"$HOME\" && head -c 3000000 /dev/urandom > noise && $masked cat noise | cmp - noise"
        )
        #expect(finished.status == 0, "\(finished.output)\(finished.errors)")
    }

    @Test func `keeps outputs apart where they are apart, and in order where they are one`() throws
    {
        let home = try Workspace.withOneKey()
        let apart = try home.runMasked("sh", "-c", "echo out; echo err >&2")
        #expect((apart.output, apart.errors) == ("out\n", "err\n"))
        let together = try home.shell(
            "$masked sh -c 'for i in 1 2 3; do echo out; echo err >&2; done' 2>&1")
        #expect(together.output == "out\nerr\nout\nerr\nout\nerr\n")
    }

    @Test func `reads standard input as it is`() throws {
        let home = try Workspace.withOneKey()
        #expect(try home.shell("seq 100000 | $masked tail -n 1").output == "100000\n")
    }

    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)])
    func `ends with its own status`(line: String, status: Int32) throws {
        #expect(try Workspace.withOneKey().runMasked("sh", "-c", line).status == status)
    }

    @Test func `ends with its own status where an ignored SIGCHLD was inherited`() throws {
        let home = try Workspace.withOneKey()
        let ignoring = """
            import os, signal, sys
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            os.execv(sys.argv[1], sys.argv[1:])
            """
        let words = ["-c", ignoring, BuiltProducts.vault] + home.masked("sh", "-c", "exit 7")
        #expect(try Child("python3", words, environment: home.environment).finish().status == 7)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1])
    func `gets a signal that vault gets`(signal: Int32) throws {
        let home = try Workspace.withOneKey()
        let child = try Child(
            BuiltProducts.vault, home.masked("sh", "-c", "touch \"$HOME/ready\"; exec sleep 300"),
            environment: home.environment)
        home.await("ready")
        kill(child.process, signal)
        #expect(try child.finish().status == 128 + signal)
    }

    @Test func `may handle a signal as it likes`() throws {
        let home = try Workspace.withOneKey()
        let line =
            "trap 'echo caught; exit 9' TERM; touch \"$HOME/ready\"; while :; do sleep 0.05; done"
        let child = try Child(
            BuiltProducts.vault, home.masked("sh", "-c", line), environment: home.environment)
        home.await("ready")
        kill(child.process, SIGTERM)
        let finished = try child.finish()
        #expect((finished.status, finished.output) == (9, "caught\n"))
    }

    @Test func `has ended when it has ended, though a process of its own holds the output`() throws
    {
        let home = try Workspace.withOneKey()
        let finished = try home.runMasked("sh", "-c", "sleep 300 & echo $!")
        #expect(finished.status == 0)
        let process = try #require(pid_t(finished.output.dropLast()))
        #expect(kill(process, SIGKILL) == 0)
    }

    @Test func `finds its reader gone as it would without a mask`() throws {
        let home = try Workspace.withOneKey()
        let finished = try home.shell("{ $masked yes; echo $? >&2; } | head -n 1")
        #expect((finished.output, finished.errors) == ("y\n", "141\n"))
    }

    @Test func `loses nothing to a slow reader, and doesn't run ahead of it`() throws {
        let home = try Workspace.withOneKey()
        let finished = try home.shell(
            "$masked sh -c 'seq 300000; touch \"$HOME/done\"' "
                + "| { sleep 1; ls \"$HOME/done\" 2>&- && echo early; tail -n 1; }")
        #expect(finished.output == "300000\n")
    }
}
