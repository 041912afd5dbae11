import CSodium
import Glibc
import SecretMemory

/// Argon2id's cost: memory in KiB and passes, one lane.
package struct KeyDerivationParameters: Hashable, Sendable {
    package let memoryKiB: UInt32
    package let passes: UInt32

    /// RFC 9106's second recommendation.
    package static let floor = KeyDerivationParameters(uncheckedMemoryKiB: 64 << 10, passes: 3)
    package static let standard = KeyDerivationParameters(uncheckedMemoryKiB: 256 << 10, passes: 3)
    static let mostMemoryKiB: UInt32 = 1 << 20
    static let mostPasses: UInt32 = 16
    /// Memory times passes, of one slot and of all slots together.
    static let mostWorkKiB: UInt64 = 8 << 20

    /// Memory times passes: what a derivation costs.
    var workKiB: UInt64 { UInt64(memoryKiB) * UInt64(passes) }

    /// Takes what lies between the floor and the ceiling.
    package init(memoryKiB: UInt32, passes: UInt32) throws(VaultError) {
        self.init(uncheckedMemoryKiB: memoryKiB, passes: passes)
        guard memoryKiB >= Self.floor.memoryKiB, passes >= Self.floor.passes else {
            throw .weakParameters(memoryKiB: memoryKiB, passes: passes)
        }
        guard memoryKiB <= Self.mostMemoryKiB, passes <= Self.mostPasses,
            workKiB <= Self.mostWorkKiB
        else { throw .excessiveParameters(memoryKiB: memoryKiB, passes: passes) }
    }

    /// The door of the known-answer tests, whose parameters lie below the floor.
    init(uncheckedMemoryKiB memoryKiB: UInt32, passes: UInt32) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }

    /// The standard, raised until this machine needs about three quarters of a second; never lowered.
    ///
    /// - Parameters:
    ///   - others: what the vault's other slots cost.
    ///   - free: how many slots more may be added, each of which is left the work of the standard.
    package static func calibrated(
        besides others: [KeyDerivationParameters] = [], free: Int = Slot.most - 1
    ) throws(VaultError) -> KeyDerivationParameters {
        let taken = others.reduce(0) { $0 + $1.workKiB }
        guard taken + standard.workKiB <= mostWorkKiB else { throw .slotsTooCostly }
        let left = mostWorkKiB - taken
        let most = max(standard.workKiB, left - min(left, UInt64(free) * standard.workKiB))
        let start = ContinuousClock.now
        _ = try PasswordHash.derive(
            SecretBytes(copying: [UInt8](repeating: 0, count: 16)),
            salt: [UInt8](repeating: 0, count: 16), standard)
        let elapsed = start.duration(to: .now) / .milliseconds(1)
        return try fitting(
            factor: 750 / max(elapsed, 1), mostWorkKiB: most,
            freeKiB: AvailableMemory.kibibytes ?? 0)
    }

    /// - Parameters:
    ///   - factor: how many times the standard's work is wanted.
    ///   - freeKiB: the machine's memory that is free: with enough of it, more memory rather than more passes.
    static func fitting(
        factor: Double, mostWorkKiB most: UInt64, freeKiB: UInt64
    ) throws(VaultError) -> KeyDerivationParameters {
        let wanted = UInt32(max(1, min(factor, 100)) * Double(standard.passes))
        let affordable = UInt32(clamping: most / UInt64(standard.memoryKiB))
        let passes = max(standard.passes, min(mostPasses, wanted, affordable))
        guard passes >= 2 * standard.passes, freeKiB >= 4 << 20 else {
            return try KeyDerivationParameters(memoryKiB: standard.memoryKiB, passes: passes)
        }
        return try KeyDerivationParameters(
            memoryKiB: 2 * standard.memoryKiB, passes: passes / 2)
    }
}

/// Argon2id version 1.3 by `crypto_pwhash`.
enum PasswordHash {
    /// 32 bytes. The memory is looked for before it is asked for.
    static func derive(
        _ password: borrowing SecretBytes, salt: [UInt8], _ parameters: KeyDerivationParameters
    ) throws(VaultError) -> SecretBytes {
        Sodium.ready
        let needed = parameters.memoryKiB
        if let free = AvailableMemory.kibibytes, free < UInt64(needed) {
            throw .outOfMemory(neededKiB: needed)
        }
        var status: Int32 = -1
        let root = SecretBytes(capacity: 32) { output in
            unsafe output.appendFromC(count: 32) { result in
                password.withBytes { password in
                    unsafe password.withBytePointer { password, count in
                        let text = unsafe UnsafeRawPointer(password)
                            .assumingMemoryBound(to: CChar.self)
                        status = unsafe crypto_pwhash(
                            result, 32, text, UInt64(count), salt, UInt64(parameters.passes),
                            Int(needed) << 10, crypto_pwhash_alg_argon2id13())
                    }
                }
            }
        }
        guard status == 0 else { throw .outOfMemory(neededKiB: needed) }
        return root
    }
}
