import SystemPackage
import Vault

extension Failure {
    /// A copy that can't be used, where the vault itself is not meant.
    static func ofCopy(_ path: FilePath, _ error: VaultError) -> Failure {
        guard case .damaged(let what) = error else { return Failure(error) }
        return Failure(
            .integrity, "copy",
            "\(path) fails its check: \(what). Nothing was changed. 'vault verify \(path)' names what is lost; 'vault "
                + "salvage \(path) --to NEW' takes what is whole into a new vault.")
    }

    /// What `verify` has found, once it has named what is lost: it is no cure for that.
    ///
    /// - Parameter isVault: whether the file is the vault itself.
    static func verified(_ path: FilePath, isVault: Bool, _ error: VaultError) -> Failure {
        let what: String
        switch error {
        case .damaged(let found): what = "\(path) fails its check: \(found)."
        case .newerFormat(let found):
            what =
                "something in \(path) says format \(found), which this version does not know. If a newer vault wrote it, "
                + "install that one; else the file is damaged."
        default: return Failure(error)
        }
        let restore = isVault ? "'vault restore FILE' puts a backup in its place; " : ""
        return Failure(
            .integrity, "vault",
            "\(what) Keep it as it is. \(restore)'vault salvage \(path) --to NEW' takes what is whole into a new vault."
        )
    }

    /// A file that should be a team's backup, of which nothing can be had where it is damaged.
    static func ofTeamBackup(_ path: FilePath, _ error: VaultError) -> Failure {
        guard case .damaged(let what) = error else { return Failure(error) }
        return Failure(
            .integrity, "copy",
            "\(path) is no backup of a team's vault that can be used: \(what). Nothing was changed. Look for another "
                + "backup. If it is a copy of a private vault, name that vault's own file with --vault."
        )
    }
}
