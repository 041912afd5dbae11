import ArgumentParser

struct TeamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team",
        abstract: "One vault that several people share, in a PostgreSQL database.",
        discussion: """
            The server keeps sealed rows. It can read none, make none, and try no password. What each may do is said by \
            signed entries, which every member's machine checks.

            Once a team has its vault, --vault or OSC_VAULT names it by its address, and every other command works as before.
            """,
        subcommands: [
            TeamCreateCommand.self, TeamJoinCommand.self, TeamLeaveCommand.self, TeamHeadCommand.self,
            TeamCheckCommand.self, TeamGrantsCommand.self,
        ])
}
