import ArgumentParser
import SystemPackage
import Vault

struct RestoreCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the vault's place, or take over keys of another copy.",
        discussion: """
            Verifies the file, shows what it and the vault in place are, and asks. The replaced file is kept beside, the \
            decision is written into the audit log, and the agent is locked. FILE may be the vault itself, where an old \
            copy was put back. Without a terminal --accept-epoch names the file's epoch. Refused while a change is open in \
            the vault in place. With --merge the vault stays, and gets the keys that only FILE has. A team's backup is brought \
            into an empty database, which --vault names.

            Example: vault restore /media/usb/vault-2026-11-27.db
            """)

    @Argument(help: "The file to restore.") var file: FilePath
    @Option(help: "The epoch of the file that you mean; answers the question.")
    var acceptEpoch: UInt64?
    @OptionGroup var copyPassword: CopyPasswordOptions
    @Flag(help: "Take over keys that only FILE has.") var merge = false
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        if opening.team != nil {
            guard !merge else {
                throw Failure.usage(
                    "--merge takes over keys into a vault's file, and this is a team's. Nothing was done.")
            }
            return try TeamCopies(opening).restore(Locations.absolute(file), accepting: acceptEpoch)
        }
        guard merge else {
            return try RestoreRun(
                opening: opening, path: Locations.absolute(file), acceptedEpoch: acceptEpoch,
                copyPassword: copyPassword
            ).run()
        }
        guard acceptEpoch == nil else {
            throw Failure.usage("--merge replaces no file, so there is no epoch to accept.")
        }
        try MergeRun(
            opening: opening, path: Locations.absolute(file), copyPassword: copyPassword
        ).run()
    }
}
