import ArgumentParser

struct MemberCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "Who shares a team's vault, and what each may do.",
        discussion: """
            A reader opens and uses keys. A writer also creates, rotates, changes and deletes them. An admin also admits \
            and removes members.
            """,
        subcommands: [
            MemberListCommand.self, MemberInviteCommand.self, MemberAdmitCommand.self,
            MemberCancelCommand.self, MemberRoleCommand.self, MemberRemoveCommand.self,
        ])
}
