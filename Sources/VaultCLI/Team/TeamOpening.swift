import FoundationEssentials
import Vault

/// Finds a team's vault and its member's file, and opens the one with the other.
struct TeamOpening {
    let opening: VaultOpening

    init(_ opening: VaultOpening) { self.opening = opening }

    // The store is not there yet.
    private var absent: Failure {
        Failure(.unreachable, "team", "a team's vault can't be opened yet. Nothing was done.")
    }

    func unlocked() throws -> UnlockedVault { throw absent }

    func members(at now: Date) throws -> [MemberView] { throw absent }

    func standing(of head: SpokenHead) throws -> HeadStanding { throw absent }

    func invite(
        _ name: EntryName, as role: TeamRole, until end: Date, _ delivery: InviteDelivery
    ) throws { throw absent }

    func admit(_ name: EntryName) throws { throw absent }
    func cancel(_ name: EntryName) throws { throw absent }
    func setRole(of name: EntryName, to role: TeamRole) throws { throw absent }
    /// - Returns: how many keys are due.
    func remove(_ name: EntryName) throws -> Int { throw absent }
}
