import ArgumentParser
import SystemPackage
import Vault

struct VerifyCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every row of the vault or of a copy, or compare two copies.",
        discussion: """
            Runs SQLite's integrity check, and compares every page and name with the manifest, every sealed secret with \
            its digest, and the audit log from its first event on. Of the vault itself it also checks the spool and the mark. \
            It opens no secret and changes nothing. It reads a damaged file as far as it can, and names what is lost. With \
            two files it says which one is newer, or that both were written since, and which keys only one of them has.

            Example: vault verify /media/usb/vault-2026-11-27.db
            """)

    @Argument(help: "A copy to check, or two to compare; else the vault.") var files: [FilePath] =
        []
    @OptionGroup var copyPassword: CopyPasswordOptions
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        // A team's vault is what its server has; a copy of it in a file needs none.
        let opening = opening(context, needsServer: files.isEmpty)
        let keys = CopyKeys(opening, usesAgent: true, copyPassword: copyPassword)
        let paths = files.map(Locations.absolute)
        switch paths.count {
        case 0 where opening.team != nil: try verifyTeam(opening, context.console)
        case 0: try verify(try opening.files.database, opening, keys, context)
        case 1 where opening.team != nil: try TeamCopies(opening).verify(paths[0], output)
        case 2 where opening.team != nil:
            throw Failure.usage("two copies of a team's vault are not compared; check each alone.")
        case 1: try verify(paths[0], opening, keys, context)
        case 2: try compare(paths[0], paths[1], opening, keys, context)
        default: throw Failure.usage("one file is checked, or two are compared, not more.")
        }
    }

    /// Every row that a team's server has, and everything that its members have signed.
    private func verifyTeam(_ opening: VaultOpening, _ console: Console) throws {
        let vault = try opening.unlockedQuietly()
        let events = try vault.verify { console.note(TeamNote.text($0), .warning) }
        SurveyReport.whole(
            .init(
                contents: vault.contents, events: events, epoch: vault.epoch,
                fingerprint: vault.team?.head.fingerprint ?? vault.fingerprint),
            output, console)
    }

    private func verify(
        _ path: FilePath, _ opening: VaultOpening, _ keys: CopyKeys, _ context: CommandContext
    ) throws {
        let isVault = try opening.isVault(path)
        let locked = try opening.lockedImage(path)
        let opened = locked.opened(with: try keys.key(to: locked.slots, of: path, isAlone: isVault))
        let failure: VaultError
        do throws(VaultError) {
            let copy = try opened.verified()
            // What is beside the vault: mark and spool.
            if isVault { try requireUsable(opening, opened.key) }
            return SurveyReport.whole(
                .init(
                    contents: copy.contents, events: copy.events.count, epoch: copy.epoch,
                    fingerprint: copy.fingerprint), output, context.console)
        } catch { failure = error }
        let told = Failure.verified(path, isVault: isVault, failure)
        guard told.status == .integrity else { throw told }
        let survey = try opened.survey()
        throw SurveyReport.tell(survey, of: path, told, output, context.console)
    }

    /// Opens the vault as every command does, and compares the spool.
    private func requireUsable(
        _ opening: VaultOpening, _ key: any VaultKey
    ) throws(VaultError) {
        let files: VaultFiles
        do { files = try opening.files } catch { return }
        let locked = try LockedVault.open(files)
        let vault = try locked.unlock(with: opening.witnessed(key, of: locked))
        opening.tell(vault)
        try vault.compareSpool()
    }

    private func compare(
        _ first: FilePath, _ second: FilePath, _ opening: VaultOpening, _ keys: CopyKeys,
        _ context: CommandContext
    ) throws {
        let copies = try [first, second].map { path in
            let locked = try opening.lockedImage(path)
            let key = try keys.key(to: locked.slots, of: path)
            do throws(VaultError) { return try locked.opened(with: key).verified() } catch {
                throw Failure.ofCopy(path, error)
            }
        }
        let lineage = try copies[0].lineage(from: copies[1])
        let difference = try CopyDifference(copies[0], copies[1])
        switch output {
        case .text:
            context.console.sentence("A: \(first): \(CopyText.facts(copies[0])).")
            context.console.sentence("B: \(second): \(CopyText.facts(copies[1])).")
            context.console.sentence(Self.sentence(lineage))
            difference.lines("A", "B").forEach { context.console.sentence($0) }
        case .json:
            context.console.line(
                JSONValue.object(
                    [
                        ("schema", .number(1)), ("first", CopyText.json(copies[0])),
                        ("second", CopyText.json(copies[1])), ("firstIs", .text(lineage.rawValue)),
                    ] + difference.members
                ).text)
        }
    }

    private static func sentence(_ lineage: Lineage) -> String {
        switch lineage {
        case .same: "They are the same."
        case .newer: "A is the newer: it was written on top of B."
        case .older: "B is the newer: it was written on top of A."
        case .forked:
            "They have forked: both were written after they were one. 'vault restore --merge FILE' takes over keys "
                + "that only the other has."
        case .unrelated: "They are two vaults, or one under two keys: neither follows the other."
        }
    }
}
