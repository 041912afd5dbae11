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
    /// Memory times passes.
    static let mostWorkKiB: UInt64 = 8 << 20

    /// Takes what lies between the floor and the ceiling.
    package init(memoryKiB: UInt32, passes: UInt32) throws(VaultError) {
        self.init(uncheckedMemoryKiB: memoryKiB, passes: passes)
        guard memoryKiB >= Self.floor.memoryKiB, passes >= Self.floor.passes else {
            throw .weakParameters(memoryKiB: memoryKiB, passes: passes)
        }
        guard memoryKiB <= Self.mostMemoryKiB, passes <= Self.mostPasses,
            UInt64(memoryKiB) * UInt64(passes) <= Self.mostWorkKiB
        else { throw .excessiveParameters(memoryKiB: memoryKiB, passes: passes) }
    }

    /// The door of the known-answer tests, whose parameters lie below the floor.
    init(uncheckedMemoryKiB memoryKiB: UInt32, passes: UInt32) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }

    /// The standard, raised until this machine needs about three quarters of a second; never lowered.
    package static func calibrated() throws(VaultError) -> KeyDerivationParameters {
        let start = ContinuousClock.now
        _ = try PasswordHash.derive(
            SecretBytes(copying: [UInt8](repeating: 0, count: 16)),
            salt: [UInt8](repeating: 0, count: 16), standard)
        let elapsed = start.duration(to: .now) / .milliseconds(1)
        let factor = 750 / max(elapsed, 1)
        let passes = min(mostPasses, max(standard.passes, UInt32(3 * factor)))
        guard passes >= 6, let free = AvailableMemory.kibibytes, free >= 4 << 20 else {
            return try KeyDerivationParameters(memoryKiB: standard.memoryKiB, passes: passes)
        }
        return try KeyDerivationParameters(memoryKiB: 512 << 10, passes: passes / 2)
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
