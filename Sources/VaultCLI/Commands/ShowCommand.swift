import ArgumentParser
import FoundationEssentials
import Glibc
import KeyLifecycle
import SecretMemory
import Vault

struct ShowCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one key's facts; with --reveal, its secret.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Flag(help: "Show the secret: on the alternate screen, or to standard output in a pipe.")
    var reveal = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        var vault = try opening(context).unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        guard !reveal else { return try show(key, in: &vault, context) }
        let profile = vault.contents.profile(id: key.profile)?.name.description ?? "-"
        let now = context.now()
        let pending = try PendingWork(in: vault, now: now)
        let row = KeyRow(
            key, profile: profile, isPending: pending.keys.contains(key.id), now: now,
            window: pending.window(of: key), isLeased: vault.contents.lease(of: key.id) != nil)
        switch output {
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("key", row.json)]).text)
        case .text:
            row.lines.forEach(context.console.line)
            if let window = row.window { context.console.note(window.text + ".") }
        }
    }

    /// The event is on the disk before the secret is out.
    private func show(
        _ key: KeyRecord, in vault: inout UnlockedVault, _ context: CommandContext
    ) throws {
        try AuditNote.write(.revealed, key, detail: nil, in: &vault, context)
        let secret = try vault.secret(of: key.id)
        guard context.console.isOutputTerminal else {
            let isWritten =
                secret.write(to: STDOUT_FILENO)
                && SecretBytes(copying: Array("\n".utf8)).write(to: STDOUT_FILENO)
            guard isWritten else { throw Failure.outputNotWritten }
            return
        }
        let text = SecretBytes(capacity: secret.count + 256) { output in
            output.append(contentsOf: Array("\u{1B}[?1049h\u{1B}[H\(key.accessKeyID)\n".utf8))
            secret.withBytes { output.append(contentsOf: $0) }
            output.append(contentsOf: Array("\n\n".utf8))
        }
        guard TerminalPrompt.show(text) else { throw Failure(SecretInputError.noTerminal) }
        // Ctrl-C hides it as Enter does.
        do {
            _ = try TerminalPrompt.readLine(
                "Press Enter to hide it. ", farewell: "\u{1B}[2J\u{1B}[?1049l")
        } catch .empty {} catch { throw error }
    }
}

extension ShowCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        reveal = words.flag("--reveal")
        output = words.choice("--output", "-o") ?? .text
        name = words.name()
    }
}
