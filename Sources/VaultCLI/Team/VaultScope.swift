/// Which vaults a command is for; told before it asks for anything.
enum VaultScope {
    /// A file and a team's vault alike.
    case every
    /// A vault's file alone. The text says why a team's vault is none, and what serves its members.
    case files(String)
    /// A team's vault alone.
    case teams

    /// - Parameter named: `nil` for the file in its usual place.
    func require(_ named: NamedVault?) throws {
        switch (self, named) {
        case (.every, _), (.files, nil), (.files, .file), (.teams, .team): return
        case (.files(let reason), .team(let address)):
            throw Failure(
                .usage, "team",
                "\(address.text) is a team's vault: \(reason) Nothing was done.")
        case (.teams, let named):
            let other = named.map { ", and \($0.text) is a file" } ?? ""
            throw Failure(
                .usage, "team",
                "this is for a team's vault\(other). Name one: --vault 'postgresql://…', or OSC_VAULT. Nothing was done."
            )
        }
    }
}
