/// Other sets of slots; each keeps the limits of all.
extension KeySlots {
    /// The lowest free number; throws if all places are taken.
    package func freeNumber() throws(VaultError) -> UInt32 {
        let taken = Set(slots.map(\.number))
        guard let free = (0..<UInt32(Slot.most)).first(where: { !taken.contains($0) }) else {
            throw .allSlotsTaken
        }
        return free
    }

    /// The same if all slots but one are given up.
    package func freeNumber(besides number: UInt32) -> UInt32 { number == 0 ? 1 : 0 }

    package func slot(_ number: UInt32) throws(VaultError) -> Slot {
        guard let slot = slots.first(where: { $0.number == number }) else {
            throw .noSuchEntry(.slot, "\(number)")
        }
        return slot
    }

    /// The slot, other than one, that a credential opens already; `nil` if there is none.
    ///
    /// Two slots of one password would keep it in use when one of them is changed.
    package func holder(
        of credential: borrowing Credential, besides number: UInt32
    ) throws(VaultError) -> UInt32? {
        let others = slots.filter { $0.number != number && $0.kind == credential.kind }
        guard !others.isEmpty else { return nil }
        do throws(VaultError) {
            return try KeySlots(others).open(with: credential).slot.number
        } catch {
            guard error == .wrongPassword else { throw error }
            return nil
        }
    }

    /// With a slot in its place, whatever stands there.
    package func placing(_ slot: Slot) throws(VaultError) -> KeySlots {
        let others = slots.filter { $0.number != slot.number }
        let work = others.reduce(slot.parameters?.workKiB ?? 0) {
            $0 + ($1.parameters?.workKiB ?? 0)
        }
        guard work <= KeyDerivationParameters.mostWorkKiB else { throw .slotsTooCostly }
        return try KeySlots((others + [slot]).sorted { $0.number < $1.number })
    }

    /// Without one slot; throws where nothing would open the vault any more.
    package func removing(_ number: UInt32) throws(VaultError) -> KeySlots {
        let slot = try slot(number)
        guard slots.count > 1 else { throw .lastSlot }
        return try KeySlots(slots.filter { $0.number != slot.number })
    }

    /// The cost of a new password's derivation on this machine.
    ///
    /// It leaves the work of a standard password to each place that is free, so that all places can be used.
    ///
    /// - Parameter number: the slot that is to hold the password.
    package func calibratedCost(
        for number: UInt32
    ) throws(VaultError) -> KeyDerivationParameters {
        let others = slots.filter { $0.number != number }
        return try .calibrated(
            besides: others.compactMap(\.parameters), free: Slot.most - 1 - others.count)
    }
}
