import Foundation
import Testing
import VaultTestSupport

@Suite("A path that is not UTF-8")
struct ForeignPathTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepareWithKeyByHand()
    }

    /// What every script begins with. `$d` is a private directory named with a byte that no UTF-8 has, and has a neighbour that
    /// a lossy reading would take for it.
    private var beginning: String {
        """
        set -e
        vault=\(BuiltProducts.vault)
        P="--password-file $HOME/password"
        d=$HOME/$'caf\\xe9'
        cd "$HOME"
        mkdir -m 700 "$d" "$HOME/"$'caf\\xef\\xbf\\xbd' "$HOME/"$'caf\\xea'
        db=$HOME/data/osc-vault/vault.db

        """
    }

    /// Runs a script of bash, and looks whether any other path than those that it names has come about.
    private func bash(_ script: String, _ extra: [String: String] = [:]) throws -> String {
        let child = try Child(
            "bash", ["-c", beginning + script], environment: home.environment.merging(extra) { $1 })
        let finished = try child.finish()
        #expect(finished.status == 0, "\(finished.output)\(finished.errors)")
        try expectNoOtherPaths()
        return finished.output
    }

    /// Neither what stands for an unreadable byte, nor vault's own code points for one, are in any name; and both
    /// neighbours are empty.
    private func expectNoOtherPaths() throws {
        let found = try Child(
            "bash",
            [
                "-c",
                #"""
                cd "$HOME"; LC_ALL=C
                rmdir $'caf\xef\xbf\xbd' $'caf\xea'
                find . -print0 | tr '\0' '\n' | grep -e $'\xef\xbf\xbd' -e $'\xf4\x8f' || true
                """#,
            ], environment: home.environment
        ).finish()
        #expect(found.output.isEmpty && found.errors.isEmpty, "\(found.output)\(found.errors)")
    }

    @Test(arguments: [
        (#"cp -p $db "$d/v"$'\xff'; $vault list $P --vault "$d/v"$'\xff' -o csv"#, "hand"),
        (#"cp -p $db "$d/v"; $vault list $P --vault="$d/v" -o csv"#, "hand"),
        (#"cp -p $db "$d/v"; OSC_VAULT="$d/v" $vault list $P -o csv"#, "hand"),
        (#"cp -p $db "$d/v"; cd "$d"; $vault list $P --vault v -o csv"#, "hand"),
        (
            #"cp -p $db "$d/v"; cd "$d"; $vault disable --help >/dev/null; $vault list $P --vault ./v -o csv"#,
            "hand"
        ),
        (
            #"cp -p password "$d/p"$'\xfe'; $vault list --password-file "$d/p"$'\xfe' -o csv"#,
            "hand"
        ),
        (
            #"ln -s $HOME/password "$d/l"$'\xfe'; $vault list --password-file "$d/l"$'\xfe' -o csv"#,
            "hand"
        ),
        (#"$vault list --password-command "cat '$d/p'" -o csv"#, "hand"),
        (#"OSC_VAULT_PASSWORD_COMMAND="cat $d/p" $vault list -o csv"#, "hand"),
        (
            #"$vault backup $P "$d/b"$'\xff' >/dev/null; $vault list $P --vault "$d/b"$'\xff' -o csv"#,
            "hand"
        ),
        (
            #"$vault backup $P -- "$d/b" >/dev/null; test -s "$d/b"; $vault verify $P "$d/b""#,
            "as it was written"
        ),
        (
            #"""
            $vault backup $P "$d/b" >/dev/null; rm $db
            epoch=$($vault verify $P "$d/b" -o json | grep -o '"epoch":[0-9]*' | head -1 | tr -dc 0-9)
            $vault restore $P "$d/b" --accept-epoch $epoch >/dev/null
            $vault list $P -o csv
            """#, "hand"
        ),
        (
            #"$vault backup $P "$d/b" >/dev/null; $vault salvage "$d/b" $P --to "$d/new" --no-recovery --new-password-file "$d/p" >/dev/null; $vault list $P --vault "$d/new" -o csv"#,
            "hand"
        ),
        (
            #"$vault show hand $P --to "$d/s"$'\xff' --format dotenv >/dev/null; grep -c H4ND "$d/s"$'\xff'"#,
            "1"
        ),
        (
            #"$vault slot add recovery $P --new-recovery-file "$d/r" >/dev/null; $vault list --recovery-file "$d/r" -o csv"#,
            "hand"
        ),
        (
            #"$vault slot add key-file $P "$d/k" >/dev/null; $vault list --key-file "$d/k" -o csv"#,
            "hand"
        ),
        (
            #"cp -p password "$d/n"; $vault passwd $P --new-password-file "$d/n" --kdf-memory 64MiB --kdf-passes 3 >/dev/null; $vault list $P -o csv"#,
            "hand"
        ),
        (
            #"""
            HOME="$d" XDG_DATA_HOME= XDG_STATE_HOME= $vault init --recovery-file "$d/r" --new-password-file "$d/p" --kdf-memory 64MiB --kdf-passes 3
            test -s "$d/.local/share/osc-vault/vault.db"; ls "$d"/.local/state/osc-vault/*.mark > /dev/null
            HOME="$d" XDG_DATA_HOME= XDG_STATE_HOME= $vault verify --recovery-file "$d/r"
            """#, "as it was written"
        ),
        (#"cp -rp $HOME/data/osc-vault "$d/"; XDG_DATA_HOME="$d" $vault list $P -o csv"#, "hand"),
        (
            #"XDG_STATE_HOME="$d" $vault exec hand $P -- printenv OSC_CONFIG_FILE | od -An -c | grep -c 351; test -s "$d/osc-vault/empty-config.json""#,
            "1"
        ),
        (
            #"TMPDIR="$d" SQLITE_TMPDIR="$d" $vault exec hand $P -- printenv TMPDIR | od -An -c | grep -c 351"#,
            "1"
        ),
        (
            #"printf 'OSC_ACCESS_KEY=AKIMPORT000000000000\nOSC_SECRET_KEY=S3CRETS3CRETS3CRETS3CRETS3CRETS3CRETS3CR\n' > "$d/.env"; $vault import $P --dry-run "$d/.env""#,
            "AKIMPORT"
        ),
        (
            #"printf 'OSC_ACCESS_KEY=AKIMPORT000000000000\nOSC_SECRET_KEY=S3CRETS3CRETS3CRETS3CRETS3CRETS3CRETS3CR\n' > "$d/.env"; cd "$d"; $vault import $P --dry-run"#,
            "AKIMPORT"
        ),
    ])
    func `is read and written byte by byte`(script: String, told: String) throws {
        let output = try bash("cp -p password \"$d/p\"\n" + script)
        #expect(output.contains(told), "\(output)")
    }

    @Test func `leads to an agent's socket, and to the vault that it holds`() throws {
        let output = try bash(
            """
            mkdir -m 700 "$d/run"; cp -p $db "$d/v"
            export OSC_VAULT_SOCKET="$d/run/"$'s\\xff' OSC_VAULT="$d/v"
            $vault unlock $P >/dev/null
            $vault list -o csv
            test -S "$d/run/"$'s\\xff'
            $vault lock >/dev/null
            unset OSC_VAULT_SOCKET; export XDG_RUNTIME_DIR="$d/run"
            $vault unlock $P > /dev/null
            $vault list -o csv
            cp -p $db "$HOME/"$'caf\\xea/v'
            OSC_VAULT=$HOME/$'caf\\xea/v' $vault status 2>&1 | grep -ci locked
            rm "$HOME/"$'caf\\xea/v'*; rm -f "$HOME/"$'caf\\xea/vault.lock'
            $vault lock >/dev/null
            """)
        #expect(output.components(separatedBy: "hand").count == 3, "\(output)")
    }

    @Test func `is shown with its bytes' numbers, and never raw`() throws {
        let output = try bash(
            """
            { $vault list $P --vault "$d/none" 2>&1 || true
              $vault list $P --vault "$d/none" -o json 2>&1 || true
              $vault show hand $P --to "$d/"$'s\\xff' 2>&1
              $vault exec hand $P -- sh -c : $'a\\xff' 2>&1
              $vault exec hand $P -- "$d/"$'no\\xff' 2>&1 || true
              $vault log $P -o json; } > out
            ! LC_ALL=C grep -e $'\\xef\\xbf\\xbd' -e $'\\xf4\\x8f' -e $'\\xe9' -e $'\\xff' out
            cat out
            """)
        #expect(output.contains(#"caf\xE9/none"#))
        #expect(output.contains(#"caf\\xE9/none"#), "in JSON")
        #expect(output.contains(#"caf\xE9/s\xFF"#))
        #expect(output.contains(#"caf\xE9/no\xFF"#))
    }

    @Test(arguments: ["--ca-file", "--client-cert"])
    func `is refused for a profile, which keeps text`(option: String) throws {
        let output = try bash(
            #"""
            touch "$d/ca.pem"
            $vault profile set test $P \#(option) "$d/ca.pem" 2>&1 && exit 1
            echo $?
            cd "$d"; $vault profile set test $P \#(option) ca.pem 2>&1 && exit 1
            echo $?
            """#)
        #expect(
            output.components(separatedBy: #"caf\xE9/ca.pem is not UTF-8, and a profile can keep"#)
                .count == 3, "\(output)")
        #expect(output.components(separatedBy: "\n78\n").count == 3, "\(output)")
    }

    /// All of these are texts.
    @Test(arguments: [
        #"show $'al\xe9'"#, #"tag hand $'al\xe9'"#, #"list --user $'al\xe9'"#,
        #"list --profile=$'al\xe9'"#, #"exec $'al\xe9' -- true"#,
        #"exec --env-prefix $'\xe9' -- true"#,
        #"profile add $'al\xe9' --region eu-west-2"#, #"profile set test --endpoint $'\xe9'"#,
        #"add n$'\xe9' --access-key-id A --secret-fd 4"#, #"list --colo$'\xe9'"#,
        // A character that stands for a byte within vault.
        #"show $'\xf4\x8f\x9e\x80'"#,
    ])
    func `is refused where it would be no path`(words: String) throws {
        let output = try bash("$vault \(words) 2>&1 && exit 1; echo $?")
        #expect(output.hasSuffix("Nothing was done.\n64\n"), "\(output)")
        #expect(output.contains("which only a path may"), "\(output)")
        #expect(output.contains(#"\x"#), "\(output)")
        #expect(output.split(separator: "\n").count == 2)
    }

    @Test func `is refused in a variable that names a profile`() throws {
        let output = try bash("OSC_VAULT_PROFILE=$'\\xe9' $vault list $P 2>&1 && exit 1; echo $?")
        #expect(output.contains(#"OSC_VAULT_PROFILE ('\xE9') is not UTF-8"#))
        #expect(output.hasSuffix("\n78\n"))
    }
}
