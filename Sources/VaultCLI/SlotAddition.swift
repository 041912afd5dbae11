import Vault

/// A further slot: opened first, so that nobody types a new password in vain.
struct SlotAddition: ~Copyable {
    private let opening: VaultOpening
    private let context: CommandContext
    private let locked: LockedVault
    private let opened: OpenedSlot
    private let number: UInt32

    init(_ opening: VaultOpening, _ context: CommandContext) throws {
        let locked = try opening.locked()
        let number = try locked.slots.freeNumber()
        let opened = try opening.openedSlot(of: locked)
        (self.opening, self.context, self.locked) = (opening, context, locked)
        self.number = number
        self.opened = opened
    }

    /// Whether the vault certainly has no such slot: then nothing is lost with what would open it.
    var isMissing: Bool {
        guard let slots = try? LockedVault.open(locked.files).slots else { return false }
        return !slots.slots.contains { $0.number == number }
    }

    func add(
        _ credential: borrowing Credential, _ derivation: DerivationOptions? = nil
    ) throws {
        let cost =
            if let derivation { try derivation.cost(for: number, besides: opened.slots) } else {
                KeyDerivationParameters.standard
            }
        try opened.slots.requireNew(credential, besides: number)
        let slot = try opened.sealing(for: credential, as: number, cost: cost)
        let kind = slot.kind.text
        try SlotWriter(opening, context).write(
            try opened.slots.placing(slot), by: opened, in: locked,
            .slotAdded, "slot \(number), \(kind)")
        let how = slot.parameters.map { " (\(SlotView.cost($0)))" } ?? ""
        context.console.sentence("Added slot \(number): \(kind)\(how).")
    }
}

extension KeySlots {
    /// Refuses what opens another slot already.
    func requireNew(_ credential: borrowing Credential, besides number: UInt32) throws {
        guard let holder = try holder(of: credential, besides: number) else { return }
        throw Failure(
            .exists, "slot",
            "slot \(holder) opens by that already. Choose another: if two slots opened by the same, changing one would not "
                + "lock it out. Nothing was changed.")
    }
}
