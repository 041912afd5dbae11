import ArgumentParser
import FoundationEssentials
import Glibc
import KeyLifecycle
import SecretMemory
import Vault

struct ShowCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one key's facts; with --reveal, its secret.",
        discussion: "Example: vault show alice --reveal")

    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Flag(help: "Show the secret: on the alternate screen, or to standard output in a pipe.")
    var reveal = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        try requireHiding(context)
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
            row.lines(context.console.time(at: now)).forEach(context.console.line)
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
            try secret.writeAsResult()
            return try SecretBytes(copying: Array("\n".utf8)).writeAsResult()
        }
        guard !secret.withBytes({ $0.contains { $0 < 0x20 || $0 == 0x7F } }) else {
            throw Failure(
                .notPermitted, "terminal",
                "the secret has characters that a terminal acts on, so it is not shown there. Send it into a pipe."
            )
        }
        let text = SecretBytes(capacity: secret.count + 256) { output in
            output.append(contentsOf: Array("\(key.accessKeyID)\n".utf8))
            secret.withBytes { output.append(contentsOf: $0) }
            output.append(contentsOf: Array("\n".utf8))
        }
        // Ctrl-C hides it as Enter does.
        try SecretScreen.show(text, prompt: "Press Enter to hide it. ")
    }

    /// Before anything is asked or written down.
    private func requireHiding(_ context: CommandContext) throws {
        let type = context.environment["TERM"]
        guard reveal, context.console.isOutputTerminal, !SecretScreen.canHide(terminalType: type)
        else { return }
        throw Failure(
            .notPermitted, "terminal",
            "this terminal (TERM is \(type.map { "'\($0)'" } ?? "not set")) can't hide the secret again. Use another "
                + "terminal, or send the secret into a pipe.")
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
