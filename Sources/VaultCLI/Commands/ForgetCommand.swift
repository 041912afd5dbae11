import ArgumentParser
import KeyLifecycle
import Vault

struct ForgetCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Remove a key from the vault only; OUTSCALE keeps it.",
        discussion: "Asks twice: the secret can't be had again.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The key's name.") var name: String

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = try opening.unlocked()
        let key = try Selection.key(named: name, vault.contents)
        try Selection.requireNoRotation(of: key, vault.contents)
        try Selection.requireNoLease(of: key, vault.contents)
        try Confirmation.require(
            "Remove '\(key.name)' (\(key.accessKeyID)) from the vault?", options: global)
        try Confirmation.require("Its secret can't be had again. Really?", options: global)
        try forget(key, in: &vault, holding: lock, context)
        context.console.line("Forgot '\(key.name)'. \(key.accessKeyID) still exists at OUTSCALE.")
    }

    private func forget(
        _ key: KeyRecord, in vault: inout UnlockedVault, holding lock: borrowing VaultLock,
        _ context: CommandContext
    ) throws {
        let now = context.now()
        try reporting { () throws(VaultError) in
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.drop(key.id)
                try transaction.record(
                    AuditEvent(
                        at: now, action: .forgotten, key: key.name.description,
                        accessKeyID: key.accessKeyID))
            }
        }
    }
}
