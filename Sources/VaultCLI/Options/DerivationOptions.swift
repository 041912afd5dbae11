import ArgumentParser
import Vault

/// What a new password's derivation costs, where somebody says it; else this machine decides.
struct DerivationOptions: ParsableArguments {
    @Option(help: "Memory of the password's derivation, for example 256MiB, used exactly as given.")
    var kdfMemory: String?
    @Option(help: "Passes of the password's derivation, used exactly as given.")
    var kdfPasses: UInt32?

    /// `nil` where nothing is said.
    func chosen() throws -> KeyDerivationParameters? {
        guard kdfMemory != nil || kdfPasses != nil else { return nil }
        var memory = KeyDerivationParameters.standard.memoryKiB
        if let kdfMemory {
            guard let size = ByteSize.kibibytes(kdfMemory) else {
                throw Failure.usage("'\(kdfMemory)' is no size; write 256MiB or 1GiB.")
            }
            memory = size
        }
        let passes = kdfPasses ?? KeyDerivationParameters.standard.passes
        return try KeyDerivationParameters(memoryKiB: memory, passes: passes)
    }

    /// - Parameter number: the slot that is to hold the password.
    func cost(
        for number: UInt32, besides slots: KeySlots
    ) throws -> KeyDerivationParameters {
        if let chosen = try chosen() { return chosen }
        return try slots.calibratedCost(for: number)
    }
}

/// A size in KiB as a user types it.
enum ByteSize {
    static func kibibytes(_ text: String) -> UInt32? {
        for (unit, factor) in [("KiB", 1), ("MiB", 1024), ("GiB", 1024 * 1024)]
            as [(String, UInt64)]
        {
            guard text.hasSuffix(unit), let number = UInt64(text.dropLast(3)), number < 1 << 32
            else {
                continue
            }
            return UInt32(exactly: number * factor)
        }
        return nil
    }
}
