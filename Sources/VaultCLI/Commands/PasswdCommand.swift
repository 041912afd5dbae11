import ArgumentParser
import SecretMemory
import Vault

struct PasswdCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd", abstract: "Change the master password.",
        discussion: """
            Asks for the old password, or takes the recovery code or a key file, and asks twice for the new one. \
            The vault's key stays, so this is quick, and an unlocked agent stays unlocked. Copies of the vault that \
            were made before still open with the old password; 'vault rekey' makes a new key for what comes.

            Example: vault passwd --generate
            """)

    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var derivation: DerivationOptions
    @Option(help: "The slot to change, where there are several passwords: see 'vault slot list'.")
    var slot: UInt32?
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let locked = try opening.locked()
        // What the options say is judged before anybody types.
        _ = try derivation.chosen()
        let opened = try opening.openedSlot(of: locked)
        let old = try changed(opened)
        try requireSameFile(old, opened)
        let password = try newPassword.read(undone: "Nothing was changed.", global, context)
        let credential = try credential(password, for: old)
        try opened.slots.requireNew(credential, besides: old.number)
        let cost = try derivation.cost(for: old.number, besides: opened.slots)
        let new = try opened.sealing(for: credential, as: old.number, cost: cost)
        try SlotWriter(opening, context).write(
            try opened.slots.placing(new), by: opened, in: locked,
            .passwordChanged, "slot \(old.number)")
        context.console.sentence(
            "Changed the password of slot \(old.number) (\(SlotView.cost(cost))).")
        context.console.note(
            "copies of the vault that were made before still open with the old password, "
                + "and lead to the same key. 'vault rekey' makes another key for what comes.")
    }

    /// The password's slot that is meant: the one that was opened, or the only one.
    private func changed(_ opened: borrowing OpenedSlot) throws -> Slot {
        if let slot {
            let chosen = try opened.slots.slot(slot)
            guard chosen.kind.hasPassword else {
                throw Failure.usage("slot \(slot) has no password. Nothing was changed.")
            }
            return chosen
        }
        if opened.slot.kind.hasPassword { return opened.slot }
        let all = opened.slots.slots.filter { $0.kind.hasPassword }
        guard let only = all.first, all.count == 1 else {
            throw Failure.usage(
                all.isEmpty
                    ? "no slot has a password. Add one with 'vault slot add password'. Nothing was changed."
                    : "several slots have a password. Say which with --slot N; 'vault slot list' shows "
                        + "them. Nothing was changed.")
        }
        return only
    }

    /// Only whoever opens a slot with its key file shows which file that is.
    private func requireSameFile(_ slot: Slot, _ opened: borrowing OpenedSlot) throws {
        guard slot.kind == .passwordAndKeyFile, slot.number != opened.slot.number else { return }
        throw Failure.usage(
            "slot \(slot.number) opens by password and key file. Open it by both to change its password, or remove it and "
                + "add another. Nothing was changed.")
    }

    /// A slot that wants a key file too goes on wanting the same.
    private func credential(
        _ password: consuming SecretBytes, for slot: Slot
    ) throws -> Credential {
        guard slot.kind == .passwordAndKeyFile else { return .password(password) }
        guard let path = global.keyFile else {
            throw Failure.usage(
                "slot \(slot.number) opens by password and key file. Give the file with --key-file. "
                    + "Nothing was changed.")
        }
        return .passwordAndKeyFile(.init(password, try CredentialSource.keyFile(path)))
    }
}
