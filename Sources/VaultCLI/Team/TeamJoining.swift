/// Asks for a place in a team.
struct TeamJoining {
    let command: TeamJoinCommand
    let context: CommandContext

    init(_ command: TeamJoinCommand, _ context: CommandContext) {
        (self.command, self.context) = (command, context)
    }

    func run() throws {
        throw Failure(.unreachable, "team", "a team can't be joined yet. Nothing was done.")
    }
}
