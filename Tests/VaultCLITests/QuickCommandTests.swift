import ArgumentParser
import Testing

@testable import VaultCLI

@Suite("The quick reader of command lines")
struct QuickCommandTests {
    /// Every option of every command that is read quickly, with its value, by the way that people write it.
    private static let understood = [
        "list", "ls", "list --check --quiet", "list -q --check", "ls --user alice -o json",
        "list --expiring 30d --all-profiles", "list --expiring=30d --output=csv", "list -y",
        "list --vault /v.db --profile work --color never --socket /s --api-timeout 5 --settle 0 --wait 9",
        "list --password-fd 3", "list --password-file p", "list --password-command x",
        "list --recovery-file r", "list --key-file k --password-file p",
        "list --color=always --wait=7 --password-fd=4 --vault=-odd",
        "list --check --notify", "list --calendar", "list --columns name,status -o yaml",
        "ls -o ics --all-profiles", "list --output=prometheus", "list --columns=name",
        "show", "show alice", "show alice --reveal", "show alice --copy",
        "show --copy --clear-after 9 alice", "show alice --to f --format k8s", "show --to=f",
        "show --output json alice",
        "show alice -o text",
        "show --profile p alice -q", "status", "status -o json", "status --output=text -q",
        "unlock", "unlock --expiry-watch -q", "unlock --timeout 15m --max 12h",
        "unlock -o json -q --password-file f",
        "env", "env alice", "env --shell fish alice", "env alice --format json --reveal",
        "env alice --aws --env-prefix TF_", "exec alice -- true", "exec -- true",
        "exec alice --aws --mask -- sh -c env", "exec --config-pipe alice -- osc-cli --x -- y",
        "exec --env-prefix=TF_ alice -- terraform plan -out -- -q --quiet",
        "exec alice --ephemeral 1h -- make", "exec --ephemeral 1h --user bob --no-verify -- make",
        "exec alice --lock-agent -- true", "exec alice --require-log -- true",
        "env --require-log a", "exec --mask --lock-agent -- env",
        "exec alice -q -y -- -- x", "create-key", "create-key --user alice",
        "create-key --user alice --name a --expires 90d --tag mine -o json",
        "create-key --dry-run --no-verify --login a@b --login-password-fd 5",
    ]

    /// What ArgumentParser judges alone: wrong words, and right ones that are written in a way of their own.
    private static let left = [
        "", "--version", "--help", "help", "lists", "list --help", "list -h", "list help",
        "list extra",
        "list --check --check", "list --user", "list --user --check", "list --user=", "list -ojson",
        "list -o=json", "list -qy", "list --output xml", "list --wait x", "list --wait -5",
        "list --wait 99999999999999999999", "list --expirin 3d", "list --color red", "list --",
        "list --notify", "list --calendar -o json", "list --columns name -o ics",
        "show a --copy --reveal", "show a --format json", "show a --clear-after 5",
        "show a --copy --clear-after 0", "show a --to",
        "list --user a --user b", "list -", "list -o json --output csv", "show a b",
        "show --bogus a",
        "show -- a", "status x", "unlock --timeout", "env --shell bash",
        "env --shell sh --format json",
        "env a --format k8s --aws", "env --env-prefix 9", "exec", "exec alice", "exec alice true",
        "exec --", "exec a b -- true", "exec alice --ephemeral 1 -- x", "exec alice --user b -- x",
        "exec --config-pipe --aws -- x", "exec alice --ephemeral 1h --user b -- x",
        "exec --ephemeral 1h --lock-agent -- x",
        "exec --env-prefix a-b -- x", "create-key alice", "create-key --login-password-fd x",
        "rotate alice", "profile list", "--quiet list", "-q list", "list ---completion",
        "list --generate-completion-script", "list --experimental-dump-help", "show --reveal=yes",
    ]

    private func words(_ line: String) -> [String] {
        line.split(separator: " ").map(String.init)
    }

    private func dumped(_ command: any ParsableCommand) -> String {
        var text = ""
        dump(command, to: &text)
        return text
    }

    @Test(arguments: understood)
    func `reads a usual line as ArgumentParser does`(_ line: String) throws {
        let quick = try #require(QuickCommands.read(words(line)))
        #expect(dumped(quick) == dumped(try VaultCommand.parseAsRoot(words(line))))
    }

    @Test(arguments: left)
    func `leaves every other line to ArgumentParser`(_ line: String) {
        #expect(QuickCommands.read(words(line)) == nil)
    }

    @Test(arguments: understood, ["--user", "-q", "--wait", "extra", "-o", "--", "--output=json"])
    func `agrees with ArgumentParser on a line with a word more, or leaves it`(
        _ line: String, _ word: String
    ) throws {
        for place in 1...words(line).count {
            var words = words(line)
            words.insert(word, at: place)
            guard let quick = QuickCommands.read(words) else { continue }
            let parsed = try VaultCommand.parseAsRoot(words)
            #expect(dumped(quick) == dumped(parsed), "\(words)")
        }
    }

    @Test func `leaves an empty word to ArgumentParser`() {
        for line in [["show", ""], ["list", "--user", ""], ["", "list"]] {
            #expect(QuickCommands.read(line) == nil)
        }
    }
}
