import ArgumentParser
import FoundationEssentials
import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

struct SalvageCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "salvage",
        abstract: "Take what is whole in a damaged vault into a new one.",
        discussion: """
            Opens FILE with its password, asks for a new password, and seals each whole key, profile and open change in the \
            new vault. What is lost is named. The new vault has a new audit log; keep FILE, which is not touched, for \
            the old one.

            Example: vault salvage damaged.db --to whole.db
            """)

    @Argument(help: "The damaged vault, or a copy of it.") var file: FilePath
    @Option(name: .customLong("to"), help: "The new vault's file.") var target: FilePath
    @OptionGroup var newPassword: NewPasswordOptions
    @Flag(help: "Make no recovery code: a forgotten password then loses everything.")
    var noRecovery = false
    @Option(help: "Write the new recovery code into this new file.") var newRecoveryFile: FilePath?
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let (path, place) = (Locations.absolute(file), Locations.absolute(target))
        let files = VaultFiles(
            database: place, stateDirectory: try opening.files.stateDirectory)
        try OwnFiles.requireOther(place, than: opening.files)
        guard unsafe faccessat(AT_FDCWD, place.cString, F_OK, AT_SYMLINK_NOFOLLOW) != 0 else {
            throw Failure(
                .exists, "vault",
                "\(place) is there already. It was not touched; choose another path with --to.")
        }
        let delivery = try RecoveryDelivery(
            noRecovery: noRecovery, file: newRecoveryFile, for: .newKey, besides: files, context)
        let locked = try opening.lockedImage(path)
        let opened = locked.opened(
            with: try CopyKeys(opening, usesAgent: true).key(to: locked.slots, of: path))
        let survey = try opened.survey()
        SurveyReport.lines(of: survey, path).forEach(context.console.note)
        let lost = try LostProfiles(survey)
        lost.lines.forEach(context.console.note)
        let password = try newPassword.read(undone: "Nothing was created.", global, context)
        try make(files, password, delivery, context)
        var vault = try LockedVault.open(files).unlock(password: password)
        try take(survey, lost, opened.key, into: &vault, context)
        context.console.sentence(
            "Salvaged \(counted(survey.keys.count, "key")) of \(path) into \(place); \(counted(survey.lost.count, "key")) and "
                + "\(counted(lost.stands.count, "profile")) lost. Use it with "
                + "--vault \(place), and keep \(path): the old audit log is only there.")
        guard survey.lost.isEmpty, lost.stands.isEmpty else {
            throw Failure(
                .integrity, "vault",
                "not everything could be salvaged; what is lost is named above.")
        }
    }

    private func make(
        _ files: VaultFiles, _ password: borrowing SecretBytes, _ delivery: RecoveryDelivery,
        _ context: CommandContext
    ) throws {
        let code: RecoveryCode? = noRecovery ? nil : .random()
        try delivery.prepare(code)
        try delivery.show(code)
        do throws(VaultError) {
            try LockedVault.create(
                files, password: password, recoveryCode: code,
                parameters: KeyDerivationParameters.calibrated(), at: context.now())
        } catch {
            delivery.withdraw()
            throw error
        }
    }

    private func take(
        _ survey: VaultSurvey, _ lost: LostProfiles, _ key: any VaultKey,
        into vault: inout UnlockedVault,
        _ context: CommandContext
    ) throws {
        let now = context.now()
        let (theirs, own) = (LoginSeal(key), LoginSeal(vault.key))
        try vault.commit(at: now) { transaction throws(VaultError) in
            for profile in survey.profiles {
                try transaction.take(profile, sealedBy: theirs, for: own)
            }
            for stand in lost.stands { try transaction.put(stand.profile) }
            for foreign in survey.keys {
                let name = try transaction.take(foreign)
                try transaction.record(
                    AuditEvent(
                        at: now, action: .salvaged, key: name.description,
                        accessKeyID: foreign.record.accessKeyID))
            }
            for intent in survey.intents { try transaction.put(intent) }
        }
    }
}
