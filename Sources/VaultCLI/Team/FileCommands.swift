/// The commands that a team's vault has no use for, or that can't do it yet: each says so before it asks for anything.
extension InitCommand {
    static var scope: VaultScope { .files("'vault team create' makes one.") }
}

extension PasswdCommand {
    static var scope: VaultScope {
        .files("each member's password is that of their member's file, which this does not change.")
    }
}

extension RekeyCommand {
    static var scope: VaultScope {
        .files("it gets another key when a member is removed ('vault member remove').")
    }
}

extension SalvageCommand {
    static var scope: VaultScope { .files("this reads a damaged file.") }
}

extension UnlockCommand { static var scope: VaultScope { .agents } }
extension LockCommand { static var scope: VaultScope { .agents } }
extension AgentCommand { static var scope: VaultScope { .agents } }

extension SlotListCommand { static var scope: VaultScope { .slots } }
extension SlotAddPasswordCommand { static var scope: VaultScope { .slots } }
extension SlotAddRecoveryCommand { static var scope: VaultScope { .slots } }
extension SlotAddKeyFileCommand { static var scope: VaultScope { .slots } }
extension SlotRemoveCommand { static var scope: VaultScope { .slots } }

extension VaultScope {
    fileprivate static let agents = VaultScope.files(
        "the agent does not hold a team's key yet, so each command asks for the member's password, or reads it with "
            + "--password-file or --password-command.")
    fileprivate static let slots = VaultScope.files(
        "it has members in place of slots; 'vault member list' shows who opens it.")
}
