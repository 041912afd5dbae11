/// Makes a team's vault.
struct TeamCreation {
    let command: TeamCreateCommand
    let context: CommandContext

    init(_ command: TeamCreateCommand, _ context: CommandContext) {
        (self.command, self.context) = (command, context)
    }

    func run() throws {
        throw Failure(.unreachable, "team", "a team's vault can't be made yet. Nothing was done.")
    }
}
