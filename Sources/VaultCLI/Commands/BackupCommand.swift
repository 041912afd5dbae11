import ArgumentParser
import Glibc
import KernelText
import SystemPackage
import Vault

struct BackupCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the vault into a new file, and verify the copy.",
        discussion: """
            The copy is one moment of the vault, with the events that waited in the spool; only you may read it. It is synced, \
            read back, and every record is verified before the file gets its name. It opens with the passwords that \
            the vault has now. A key that is on its way in a landing file is not part of it. A team's copy has all that \
            its members have signed, and opens with a member's file and its password.

            Example: vault backup /media/usb/vault-2026-11-27.db
            """)

    @Argument(help: "The new file.") var file: FilePath
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let path = Locations.absolute(file)
        try OwnFiles.requireOther(path, opening)
        guard unsafe access(path.cString, F_OK) != 0 else {
            throw Failure(VaultError.fileExists(path: path.text))
        }
        if opening.team != nil { return try TeamCopies(opening).backUp(to: path) }
        let lock = try opening.lock()
        var vault = try opening.unlocked()
        let copy = try vault.backUp(to: path, at: context.now())
        _ = consume lock
        context.console.sentence(
            "Backed up to \(path): \(CopyText.facts(copy)); every record verified.")
        tell(path, vault, context.console)
    }

    private func tell(
        _ path: FilePath, _ vault: borrowing UnlockedVault, _ console: Console
    ) {
        let landed = (try? vault.landedSecrets()) ?? []
        if !landed.isEmpty {
            console.note(
                "\(counted(landed.count, "key")) on the way into the vault \(landed.count == 1 ? "is" : "are") not in the "
                    + "backup: run 'vault recover', then make another.")
        }
        var facts = stat()
        if unsafe stat(path.cString, &facts) == 0, facts.st_mode & 0o077 != 0 {
            console.note(
                "\(path) is on a file system that keeps no modes, so others may read it. It is encrypted all the same."
            )
        }
    }
}
