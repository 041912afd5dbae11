import VaultCLI

/// The page of the program: what is true of all commands.
enum ProgramPage {
    static func page(
        of program: CommandDescription, general: [ArgumentDescription], date: String
    ) -> Page {
        let name = ProgramName.full
        var page = Page(name, about: program.abstract ?? "", date: date)
        page.section("SYNOPSIS")
        page.add(".Nm")
        page.add(".Ar command")
        page.add(".Op Ar options")
        page.add(".Op Ar operands")
        page.section("DESCRIPTION")
        page.prose(program.abstract ?? "")
        program.discussion.map { page.prose($0, after: true) }
        page.prose(ProgramWords.description, after: true)
        page.section("COMMANDS")
        page.list(
            program.visibleSubcommands.map {
                (CommandPages.reference([name, $0.commandName]), $0.abstract ?? "")
            })
        page.section("OPTIONS")
        page.add("Options stand after the command.")
        page.add("Every command has these:")
        page.list(general.map { ($0.tag, $0.abstract ?? "") })
        page.section("ENVIRONMENT")
        page.list(ProgramWords.variables.map { ("Ev \(Roff.argument($0.name))", $0.text) })
        page.section("FILES")
        page.list(ProgramWords.files.map { ("Pa \(Roff.argument($0.path))", $0.text) })
        page.section("EXIT STATUS")
        page.list(ExitStatus.allCases.map { ("\($0.rawValue)", $0.meaning) })
        page.prose(ProgramWords.commandStatus)
        page.seeAlso(program.visibleSubcommands.map { "\(name)-\($0.commandName)" })
        return page
    }
}
