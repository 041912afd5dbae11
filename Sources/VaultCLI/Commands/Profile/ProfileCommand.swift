import ArgumentParser

struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "The OUTSCALE accounts and regions that the vault knows.",
        subcommands: [
            ProfileAddCommand.self, ProfileListCommand.self, ProfileShowCommand.self,
            ProfileSetCommand.self, ProfileUseCommand.self, ProfileRemoveCommand.self,
        ])
}
