import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import LocalMachine
import Vault

struct LeaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lease", abstract: "The keys that 'vault exec --ephemeral' has made.",
        subcommands: [LeaseListCommand.self, LeaseEndCommand.self])
}

struct LeaseListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the leased keys and the processes that they end with.",
        discussion: "Example: vault lease list",
        aliases: ["ls"])

    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlockedQuietly()
        let host = try? HostIdentity.of(vault)
        let contents = vault.contents
        let views = try contents.leases.compactMap { try LeaseView($0, contents, host: host) }
        switch output {
        case .table:
            guard !views.isEmpty else { return context.console.note("no key is leased.") }
            let now = context.now()
            let table = Table(
                header: LeaseView.header, expendable: ["PROCESS", "USER", "KEY ID"],
                rows: views.map { $0.cells(at: now) })
            table.write(context.console.style, to: context.console.styledLine)
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("leases", .array(views.map(\.json)))])
                    .text)
        case .csv:
            context.console.line(CSV.line(LeaseView.fields))
            views.forEach { context.console.line($0.csv) }
        }
    }
}

struct LeaseEndCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "Delete a leased key, at OUTSCALE and in the vault.",
        discussion: """
            Asks if its command may still run, which works on without a key then.

            Example: vault lease end alice.lease-3f9a2c
            """)

    @Argument(help: "The leased key's name, as 'vault lease list' shows it.") var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        // Not the recovery of everything: that would end this lease under its own name, if it is dead.
        var vault = try opening.unlockedQuietly()
        guard let lease = vault.contents.leases.first(where: { $0.key.name.description == name })
        else {
            throw Failure(
                .notFound, "notFound",
                "there is no lease '\(name)'. 'vault lease list' shows all of them.")
        }
        let clients = ProfileClients(options: global, context: context)
        let lifecycleContext = try clients.lifecycleContext(of: vault)
        try confirm(lease, on: lifecycleContext.host)
        try LeaseKey(clients: clients.outscale, context: lifecycleContext)
            .end(lease, in: &vault, holding: lock)
        context.console.sentence("Ended the lease '\(name)': its key is deleted.")
    }

    private func confirm(_ intent: Intent, on host: String) throws {
        guard let lease = intent.lease else { return }
        switch intent.ownerLife(of: lease, on: host) {
        case .ended: return
        case .running:
            try Confirmation.require(
                "The command that has '\(name)' still runs. Take its key away?", options: global)
        case .outOfSight, .unreadable:
            try Confirmation.require(
                "Whether the command that has '\(name)' still runs can't be seen from here. "
                    + "Take its key away?", options: global)
        }
    }
}
