import Vault

/// How hard the master password is to guess, and whether there is a way back without it.
struct SlotChecks {
    let slots: KeySlots

    var all: [Diagnosis] { [derivation, recovery] }

    private var derivation: Diagnosis {
        let standard = KeyDerivationParameters.standard
        let weak = slots.slots.filter { slot in
            guard let own = slot.parameters else { return false }
            return own.memoryKiB < standard.memoryKiB || own.passes < standard.passes
        }
        guard let slot = weak.first, let own = slot.parameters else {
            return .ok("kdf", "A password costs an attacker what a new vault's would, or more.")
        }
        return .warning(
            "kdf",
            "Slot \(slot.number) costs an attacker \(SlotView.cost(own)) for each password; a new vault's costs \(SlotView.cost(standard)).",
            cure: "Run 'vault passwd'; the same password may stay.")
    }

    private var recovery: Diagnosis {
        let kinds = Set(slots.slots.map(\.kind))
        let count = counted(slots.slots.count, "slot")
        if kinds.contains(.recovery) { return .ok("slots", "\(count), with a recovery code.") }
        guard slots.slots.count < 2 else {
            return .ok("slots", "\(count), without a recovery code.")
        }
        return .warning(
            "slots", "There is one slot: with a forgotten password everything is lost.",
            cure: "Run: vault slot add recovery")
    }
}
