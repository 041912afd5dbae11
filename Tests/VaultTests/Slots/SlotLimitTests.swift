import SecretMemory
import Testing

@testable import Vault

/// A file that somebody has planted tests few passwords and costs little, whatever stands in it.
@Suite("The limits of all slots together")
struct SlotLimitTests {
    private let vaultID = RecordID.random()

    /// A slot as a stranger writes one; nothing of it opens.
    private func planted(
        _ number: UInt32, passes: UInt32 = 3, memoryKiB: UInt32 = 65_536, keyEpoch: UInt64 = 1
    ) -> [UInt8] {
        Slot(
            sealing: bytes("0123456789abcdef0123456789abcdef"),
            root: bytes("fedcba9876543210fedcba9876543210"), kind: .password, number: number,
            vaultID: vaultID, keyEpoch: keyEpoch, salt: RecordID.random().bytes,
            parameters: KeyDerivationParameters(
                uncheckedMemoryKiB: memoryKiB, passes: passes)
        ).bytes
    }

    @Test(arguments: [9, 32, 60])
    func `a planted file with more than 8 slots is refused before there is a password`(
        count: Int
    ) throws {
        let victim = try Victim()
        let raw = try victim.raw()
        try raw.run("DELETE FROM slot")
        for number in 0..<UInt32(count) {
            try raw.run("INSERT INTO slot VALUES (\(number), ?1)", planted(number))
        }
        #expect(throws: VaultError.damaged("the vault has more than 8 slots")) {
            try LockedVault.open(victim.scratch.files)
        }
    }

    @Test func `whoever is handed slots without a file counts them too`() {
        let slots = (0..<60).flatMap { planted($0) }
        #expect(throws: VaultError.damaged("the vault has more than 8 slots")) {
            try KeySlots(reading: slots)
        }
        #expect(throws: VaultError.damaged("the vault has no slot, or one of another vault")) {
            try KeySlots(reading: [UInt8]())
        }
    }

    @Test(
        arguments: [
            (8, 3, 262_144, true), (2, 4, 1_048_576, true), (1, 8, 1_048_576, true),
            (2, 8, 1_048_576, false), (8, 5, 262_144, false), (3, 3, 1_048_576, false),
        ] as [(UInt32, UInt32, UInt32, Bool)])
    func `all derivations together cost no more than one may`(
        count: UInt32, passes: UInt32, memory: UInt32, isAccepted: Bool
    ) throws {
        let slots = (0..<count).map { planted($0, passes: passes, memoryKiB: memory) }
        guard !isAccepted else { return _ = try KeySlots(reading: slots) }
        #expect(
            throws: VaultError.damaged(
                "the vault's slots together ask for more work than the ceiling")
        ) { try KeySlots(reading: slots) }
    }

    @Test func `slots of two keys, or twice of one number, are no vault's`() {
        #expect(throws: VaultError.damaged("the vault has a slot of another key")) {
            try KeySlots(reading: [planted(0), planted(1, keyEpoch: 2)])
        }
        #expect(throws: VaultError.damaged("the vault's slots are out of order")) {
            try KeySlots(reading: [planted(1), planted(1)])
        }
    }

    @Test(arguments: 1...7)
    func `a calibrated password leaves room for a standard one in every free place`(
        count: Int
    ) throws {
        // However fast the machine is.
        var all: [KeyDerivationParameters] = []
        for place in 0...count {
            let taken = all.reduce(0) { $0 + $1.workKiB }
            let left = KeyDerivationParameters.mostWorkKiB - taken
            let most = left - UInt64(7 - place) * KeyDerivationParameters.standard.workKiB
            all.append(try .fitting(factor: 50, mostWorkKiB: most, freeKiB: 64 << 20))
        }
        #expect(all.allSatisfy { $0.memoryKiB >= 262_144 && $0.passes >= 3 })
        #expect(all.reduce(0) { $0 + $1.workKiB } <= KeyDerivationParameters.mostWorkKiB)
    }

    @Test(
        arguments: [
            (0.2, 3, 256), (1, 3, 256), (1.5, 4, 256), (2.5, 3, 512), (4, 5, 512), (50, 5, 512),
        ] as [(Double, UInt32, UInt32)])
    func `a faster machine pays more, a slower one never less than the standard`(
        factor: Double, passes: UInt32, mebibytes: UInt32
    ) throws {
        let first = 11 * UInt64(KeyDerivationParameters.standard.memoryKiB)
        let cost = try KeyDerivationParameters.fitting(
            factor: factor, mostWorkKiB: first, freeKiB: 8 << 20)
        #expect(cost.passes == passes && cost.memoryKiB == mebibytes << 10)
        let scarce = try KeyDerivationParameters.fitting(
            factor: factor, mostWorkKiB: first, freeKiB: 1 << 20)
        #expect(scarce.memoryKiB == 262_144)
    }

    @Test func `nothing is calibrated where no standard password has room`() throws {
        let most = try KeyDerivationParameters(memoryKiB: 1 << 20, passes: 8)
        #expect(throws: VaultError.slotsTooCostly) {
            try KeyDerivationParameters.calibrated(besides: [most], free: 6)
        }
    }
}
