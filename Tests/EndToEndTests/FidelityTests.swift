import Foundation
import Testing
import VaultTestSupport

@Suite("A command under exec")
struct FidelityTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepareWithKeyByHand()
    }

    /// Runs a script of bash, which runs `vault exec` as `run`.
    private func bash(_ script: String) throws -> String {
        let words = "hand --password-file \(home.path("password"))"
        let functions = """
            run() { \(BuiltProducts.vault) exec \(words) "$@"; }
            start_shell() { \(BuiltProducts.vault) shell \(words); }

            """
        let child = try Child("bash", ["-c", functions + script], environment: home.environment)
        let finished = try child.finish()
        #expect(finished.status == 0, "\(finished.errors)")
        return finished.output
    }

    @Test func `gets words and variables that are no UTF-8 as they are`() throws {
        let output = try bash(
            "run -- printf %s $'a\\xffb' | od -An -tx1; "
                + "V=$'\\xfe' run -- sh -c 'printf %s \"$V\"' | od -An -tx1")
        #expect(output == " 61 ff 62\n fe\n")
    }

    /// `$all` has every byte that a word can have, which no reading as a text leaves alone.
    @Test(arguments: ["", "--mask"])
    func `gets every byte in its words and variables, also in their names`(option: String) throws {
        let output = try bash(
            #"""
            LC_ALL=C; all=$(printf "$(printf '\\%03o' {1..255})"; echo .); all=${all%.}
            export V=$all
            told() { "$@" printf '%s\0' "$all" $'\xe9' ''; "$@" env -0 | grep -z -a -e ^V= -e ^N; }
            P=\#(home.path("password"))
            vaulted() {
                env $'N\xff='"$all" \#(BuiltProducts.vault) exec hand \#(option) --password-file $P -- "$@"
            }
            plain() { env $'N\xff='"$all" "$@"; }
            cd $HOME; told plain > plain; told vaulted > vaulted; cmp plain vaulted && wc -c < plain
            """#)
        #expect(output == "776\n")
    }

    /// A script in a directory named with a byte that no UTF-8 has, once with such a name itself.
    private static let foreignPrograms = """
        d=$HOME/$'d\\xff'; mkdir "$d"
        for name in tool $'t\\xfe'; do
            printf '#!/bin/sh\\necho "$0" "$@" | od -An -c | grep -c 377\\n' > "$d/$name"
            chmod 700 "$d/$name"
        done

        """

    @Test(arguments: [
        #"run -- "$d/tool""#, #"run --mask -- "$d/tool""#, #"run -- "$d/"$'t\xfe'"#,
        #"PATH=$d:$PATH run -- tool"#, #"PATH=$d:$PATH run --mask -- $'t\xfe'"#,
        #"cd "$d"; PATH=:/bin:/usr/bin run -- tool $'\xff'"#, #"SHELL=$d/tool start_shell"#,
    ])
    func `is found and run though its path is no UTF-8`(line: String) throws {
        #expect(try bash(Self.foreignPrograms + line) == "1\n")
    }

    @Test func `that is not there is named without bytes that a terminal would obey`() throws {
        let output = try bash(
            #"run -- $'no\xff\e[31m\a' 2>&1 | od -An -c | grep -c -e 377 -e 033 -e '\\a'; run -- $'no\xff' 2>&1; echo $?"#
        )
        #expect(output == "0\nvault: there is no command 'no\\xFF'. Nothing was run.\n127\n")
    }

    @Test func `finds the user's file mode mask and core limit, and not vault's`() throws {
        let output = try bash("umask 022; ulimit -Sc 7; run -- bash -c 'umask; ulimit -Sc'")
        #expect(output == "0022\n7\n")
        let masked = try bash("umask 027; ulimit -Sc 7; run --mask -- bash -c 'umask; ulimit -Sc'")
        #expect(masked == "0027\n7\n")
    }

    @Test func `reads what a shell has opened for it, and not vault's password`() throws {
        #expect(try bash("run -- cat <(echo hello)") == "hello\n")
        let output = try bash(
            "\(BuiltProducts.vault) exec hand --password-fd 7 -- sh -c "
                + "'cat <&7 2>/dev/null || echo closed' 7<\(home.path("password"))")
        #expect(output == "closed\n")
    }
}

extension Workspace {
    /// A vault with a key that was put in by hand: no OUTSCALE is needed.
    func prepareWithKeyByHand() throws {
        try prepare(for: nil)
        try vault("profile", "add", "test", "--region", "eu-west-2")
        try write(String(repeating: "H4ND", count: 10), to: "secret")
        let added = try Child(
            BuiltProducts.vault,
            [
                "add", "hand", "--access-key-id", "AKHAND00000000000000", "--no-verify",
                "--secret-fd", "4",
                "--password-file", path("password"),
            ], environment: environment, files: [4: path("secret")])
        let finished = try added.finish()
        #expect(finished.status == 0, "\(finished.errors)")
    }
}
