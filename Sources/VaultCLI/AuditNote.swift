import Vault

/// Writes down that a key's secret is about to leave the vault, or signs for a command.
enum AuditNote {
    /// When this returns, the event is on the disk.
    static func write(
        _ action: AuditEvent.Action, _ key: KeyRecord, detail: String?,
        in vault: inout UnlockedVault, _ context: CommandContext
    ) throws {
        try vault.note(
            AuditEvent(
                at: context.now(), action: action, key: key.name.description,
                accessKeyID: key.accessKeyID, detail: detail))
    }

    /// The same for a secret that a command is given: where the vault can't be written at all, the command gets it and its
    /// user is told, unless the log is required.
    static func writeUse(
        _ action: AuditEvent.Action, of key: KeyRecord, detail: String?, isRequired: Bool,
        in vault: inout UnlockedVault, _ context: CommandContext
    ) throws {
        // A required log is the team's, not what waits on this machine.
        if isRequired { try vault.requireServer() }
        do {
            try write(action, key, detail: detail, in: &vault, context)
        } catch VaultError.readOnly(
            let path) where !isRequired
        {
            Console.error(
                "this use of '\(key.name)' is not in the audit log: \(path) is read-only for you. With --require-log "
                    + "nothing is given then.")
        }
    }

    /// A profile's key that signs a command's calls. Calls that change something are in the log as what they do.
    static func writeSigning(
        of profile: Profile, for command: String, in vault: inout UnlockedVault,
        _ context: CommandContext
    ) throws {
        guard let key = try profile.signingKey.flatMap({ try vault.contents.key(id: $0) }) else {
            return
        }
        try write(.signed, key, detail: command, in: &vault, context)
    }
}
