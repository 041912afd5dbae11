import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import SystemPackage
import Vault

struct ShowCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one key's facts, or hand out its secret.",
        discussion: """
            --copy puts the secret into the clipboard and empties that again; --to writes it into a new file. \
            Example: vault show alice --copy
            """)

    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Flag(help: "Show the secret: on the alternate screen, or to standard output in a pipe.")
    var reveal = false
    @Flag(help: "Put the secret into the clipboard for a while.") var copy = false
    @Option(help: "Seconds after which --copy empties the clipboard; 45 if not given.")
    var clearAfter: Int?
    @Option(help: "Write the secret into this new private file.") var to: FilePath?
    @Option(help: "What --to writes: csv, dotenv, json, systemd, docker or k8s; csv if not given.")
    var format: KeyFileFormat?
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    static let clearingTimes = 1...3600

    func validate() throws {
        guard [reveal, copy, to != nil].count(where: { $0 }) < 2 else {
            throw ValidationError("Give one of --reveal, --copy and --to.")
        }
        guard to != "" else { throw ValidationError("--to needs the name of a file.") }
        guard format == nil || to != nil else {
            throw ValidationError(
                "--format is for --to FILE; 'vault env' writes to standard output.")
        }
        guard let clearAfter else { return }
        guard copy, Self.clearingTimes.contains(clearAfter) else {
            throw ValidationError("--clear-after takes 1 to 3600 seconds, together with --copy.")
        }
    }

    func run(in context: CommandContext) throws {
        if reveal { return try revealSecret(context) }
        if copy { return try copySecret(context) }
        if let to { return try writeSecret(to: to, context) }
        let vault = try opening(context).unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
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
            context.console.facts(row.facts(context.console.time(at: now)))
            if let window = row.window { context.console.note(window.text + ".") }
        }
    }
}

extension ShowCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        reveal = words.flag("--reveal")
        copy = words.flag("--copy")
        clearAfter = words.number("--clear-after")
        to = words.path("--to")
        format = words.choice("--format")
        output = words.choice("--output", "-o") ?? .text
        name = words.name()
    }
}
