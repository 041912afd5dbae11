import Vault

extension Failure {
    /// What is wrong with a change of the slots.
    static func explainSlot(_ error: VaultError) -> (ExitStatus, String) {
        switch error {
        case .malformedKeyFile(let bytes):
            (
                .notPermitted,
                "this is no key file: one has 32 bytes, and this has \(bytes). 'vault slot add "
                    + "key-file PATH' makes one."
            )
        case .allSlotsTaken:
            (
                .exists,
                "the vault has \(Slot.most) slots, which is the most. Remove one with 'vault slot "
                    + "remove N'; 'vault slot list' shows them. Nothing was changed."
            )
        case .lastSlot:
            (
                .usage,
                "this is the only slot, and without it nothing opens the vault. Add another first with "
                    + "'vault slot add'. Nothing was changed."
            )
        case .slotsTooCostly:
            (
                .usage,
                "all passwords' derivations together would cost more than a vault may ask for (8 GiB, memory "
                    + "multiplied by passes). Choose less with --kdf-memory and --kdf-passes, or remove a "
                    + "slot. Nothing was changed."
            )
        default:
            (
                .pending,
                "another command has changed the slots meanwhile. Look at them with 'vault slot list'. "
                    + "Nothing was changed."
            )
        }
    }

    /// What is in the way of a new key, and the cure.
    static func sentence(_ what: SealedElsewhere) -> String {
        switch what {
        case .landing:
            "a secret on its way into the vault is sealed under the present one. Run 'vault recover' first."
        case .directory:
            "a secret that was brought to another directory is sealed under the present one. Run 'vault "
                + "recover --landing DIRECTORY' first."
        case .creation(let name, let holder):
            "\(holder?.description ?? "a member") is creating '\(name)', and its secret may be on that machine alone, sealed under "
                + "the present one. Wait for its end; if it has none, 'vault recover --adopt' ends it."
        case .lease:
            "a command has a key of its own, which ends with it. Wait for its end, or end it with 'vault "
                + "lease end'."
        }
    }
}
