"""Breaks of what opens a vault, and of a vault's way to another key."""

SLOTS = "Sources/Vault/Slots/"
REKEY = "Sources/Vault/Rekey/"

SLOT_MUTANTS = [
    ("a vault may have 64 slots", SLOTS + "Slot.swift",
     "package static let most = 8", "package static let most = 64", "SlotLimitTests"),
    ("all slots together may cost anything", SLOTS + "KeySlots.swift",
     "guard work <= KeyDerivationParameters.mostWorkKiB else {\n            throw .damaged(",
     "guard work <= .max else {\n            throw .damaged(", "SlotLimitTests"),
    ("a slot of another key is taken", SLOTS + "KeySlots.swift",
     "slots.allSatisfy({ $0.keyEpoch == first.keyEpoch })", "slots.allSatisfy({ $0.keyEpoch > 0 })",
     "SlotLimitTests"),
    ("the floor is below 64 MiB", "Sources/Vault/Crypto/KeyDerivationParameters.swift",
     "memoryKiB >= Self.floor.memoryKiB, passes", "memoryKiB >= 8, passes", "SlotTamperingTests"),
    ("one slot may ask for 4 GiB", "Sources/Vault/Crypto/KeyDerivationParameters.swift",
     "memoryKiB <= Self.mostMemoryKiB, passes", "memoryKiB <= .max, passes", "SlotTamperingTests"),
    ("the last slot can be removed", SLOTS + "KeySlots+Changes.swift",
     "guard slots.count > 1 else { throw .lastSlot }", "", "SlotChangeTests"),
    ("a change of slots overwrites another's", "Sources/Vault/VaultTransaction.swift",
     "guard state.slots.map(\\.bytes) == old.slots.map(\\.bytes) else { throw .slotsChanged }", "",
     "SlotChangeTests"),
    ("a key file opens without its password", SLOTS + "SlotRoot.swift",
     "stretched.withBytes { output.append(contentsOf: $0) }",
     "stretched.withBytes { output.append(contentsOf: $0.extracting(first: 0)) }",
     "SlotChangeTests"),
    ("a new key forgets the audit log's check", REKEY + "Rekeying.swift",
     "        _ = try AuditTrail(store: store, key: old.key, manifest: manifest).entries()\n",
     "        _ = manifest\n", "RekeyTests"),
    ("a new key does not wait for what has landed", REKEY + "UnlockedVault+Rekey.swift",
     "            throw .sealedElsewhere(.landing)\n", "            continue\n", "RekeyTests"),
    ("the mark of the new key is not prepared", REKEY + "UnlockedVault+Rekey.swift",
     "            try PreparedMark(changed).write(to: files)\n", "", "PreparedMarkTests"),
    ("a prepared mark of any key counts", REKEY + "PreparedMark.swift",
     "guard var mark = try? stored.verified(by: key) else { return nil }",
     "guard var mark = try? stored.verified(true) else { return nil }",
     "PreparedMarkTests"),
]
