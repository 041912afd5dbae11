import VaultCLI

/// The page of each command, with those of its own commands.
struct CommandPages {
    let general: [ArgumentDescription]
    let date: String

    func pages(of command: CommandDescription, below path: [String]) -> [Page] {
        let path = path + [command.commandName]
        let inner = command.visibleSubcommands
        let own = page(of: command, path, inner)
        return [own] + inner.flatMap { pages(of: $0, below: path) }
    }

    private func page(
        of command: CommandDescription, _ path: [String], _ inner: [CommandDescription]
    ) -> Page {
        let name = path.joined(separator: "-")
        var page = Page(name, about: command.abstract ?? name, date: date)
        let own = ownArguments(of: command)
        page.section("SYNOPSIS")
        page.add(".Nm \"\(path.joined(separator: " "))\"")
        if !inner.isEmpty { page.add(".Ar command") }
        own.filter { $0.kind != .positional }.forEach { page.add($0.use) }
        if inner.isEmpty { page.add(".Op Ar \"general options\"") }
        own.filter { $0.kind == .positional }.forEach { page.add($0.use) }
        page.section("DESCRIPTION")
        page.prose(command.abstract ?? "")
        if let aliases = command.aliases {
            page.prose("Short for it: \(aliases.joined(separator: ", ")).", after: true)
        }
        command.discussion.map { page.prose($0, after: true) }
        if !own.isEmpty {
            page.add(".Pp")
            page.add("The options and operands:")
            page.list(own.map { ($0.tag, explanation($0)) })
        }
        if !inner.isEmpty {
            page.add(".Pp")
            page.add("The commands:")
            page.list(inner.map { (Self.reference(path + [$0.commandName]), $0.abstract ?? "") })
        }
        page.add(".Pp")
        page.add("The general options, the variables and the files are explained in")
        page.add(".Xr \(ProgramName.full) 1 .")
        page.section("EXIT STATUS")
        page.add("Zero when all is done; every other status is explained in")
        page.add(".Xr \(ProgramName.full) 1 .")
        page.seeAlso([ProgramName.full] + siblings(path, inner))
        return page
    }

    /// The names in the list are pages themselves.
    static func reference(_ path: [String]) -> String {
        "Xr \(path.joined(separator: "-")) 1"
    }

    private func siblings(_ path: [String], _ inner: [CommandDescription]) -> [String] {
        inner.map { (path + [$0.commandName]).joined(separator: "-") }
            + (path.count > 2 ? [path.dropLast().joined(separator: "-")] : [])
    }

    private func ownArguments(of command: CommandDescription) -> [ArgumentDescription] {
        let known = Set(general.map(\.name) + ["help", "version"])
        return command.shown.filter { !known.contains($0.name) || $0.kind == .positional }
    }

    private func explanation(_ argument: ArgumentDescription) -> String {
        let text = argument.abstract ?? ""
        guard let value = argument.defaultValue, !text.contains(value) else { return text }
        return "\(text) Without it: \(value)."
    }
}
