import Vault

/// Stores changed profiles.
enum ProfileWriter {
    static func put(_ profiles: [Profile], in vault: inout UnlockedVault, _ context: CommandContext)
        throws
    {
        let now = context.now()
        try vault.commit(at: now) { transaction throws(VaultError) in
            for profile in profiles {
                try transaction.put(profile)
                try transaction.record(
                    AuditEvent(
                        at: now, action: .profileChanged, detail: profile.name.description))
            }
        }
    }
}
