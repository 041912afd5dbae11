import FoundationEssentials
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// What an admin changes of a team. A change that another member's has overtaken is made anew.
struct TeamChanges {
    private let opening: VaultOpening
    private var context: CommandContext { opening.context }

    init(_ opening: VaultOpening) { self.opening = opening }

    /// So many others may come first.
    private static let tries = 8

    /// Opens the vault and makes one change of the team.
    func run<Result: ~Copyable>(
        _ change: (inout UnlockedVault, Date) throws(VaultError) -> Result
    ) throws -> Result {
        var vault = try opening.unlocked()
        return try run(in: &vault, change)
    }

    func run<Result: ~Copyable>(
        in vault: inout UnlockedVault,
        _ change: (inout UnlockedVault, Date) throws(VaultError) -> Result
    ) throws -> Result {
        for attempt in 1..<Self.tries {
            do throws(VaultError) { return try change(&vault, context.now()) } catch {
                guard error == .team(.overtaken) else { throw Failure(error) }
            }
            // Else all who lost would meet again.
            context.pause(Double.random(in: 0...0.1) * Double(attempt))
            vault = try vault.reopened()
        }
        return try change(&vault, context.now())
    }
}
