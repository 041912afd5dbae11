import ArgumentParser
import SecretMemory
import SystemPackage
import Vault

struct SlotAddKeyFileCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "key-file", abstract: "Make a key file that opens the vault.",
        discussion: """
            Alone, or with --with-password together with a password, which is asked for twice. The file gets 32 random \
            bytes and mode 0600; a file that is there is never overwritten.

            Example: vault slot add key-file /media/usb/vault.key
            """)

    @Argument(help: "The new key file.") var path: FilePath
    @Flag(help: "The file opens the vault together with a new password only.")
    var withPassword = false
    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var derivation: DerivationOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard withPassword || !newPassword.isGiven else {
            throw ValidationError("a new password is for --with-password. Nothing was changed.")
        }
    }

    func run(in context: CommandContext) throws {
        _ = try derivation.chosen()
        let opening = opening(context)
        let place = Locations.absolute(path)
        try OwnFiles.requireOther(place, than: opening.files)
        let addition = try SlotAddition(opening, context)
        let file = NewPrivateFile(
            place, kind: "key file",
            consequence: "Nothing was changed.")
        let key = KeyFile.random()
        let password =
            withPassword
            ? try newPassword.read(undone: "Nothing was changed.", global, context) : nil
        try file.write(key.bytes)
        do { try add(key, password, with: addition) } catch {
            if addition.isMissing { file.remove() }
            throw error
        }
    }

    private func add(
        _ key: consuming KeyFile, _ password: consuming SecretBytes?,
        with addition: borrowing SlotAddition
    ) throws {
        switch consume password {
        case .none: try addition.add(.keyFile(key))
        case .some(let password):
            try addition.add(.passwordAndKeyFile(.init(password, key)), derivation)
        }
    }
}
