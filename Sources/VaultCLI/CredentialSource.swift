import SecretMemory
import SystemPackage
import Vault

/// What opens the vault here: what the options name, or what a person types.
struct CredentialSource {
    let options: GlobalOptions
    let environment: [String: String]

    /// - Parameter slots: tell whether a key file opens the vault alone.
    func read(for slots: KeySlots) throws -> Credential {
        if let path = options.recoveryFile {
            let text = try SecretSource.file(Locations.absolute(FilePath(path))).read()
            return .recoveryCode(try RecoveryCode(parsing: text))
        }
        guard let path = options.keyFile else { return .password(try password()) }
        let file = try Self.keyFile(path)
        guard wantsPassword(slots) else { return .keyFile(file) }
        return .passwordAndKeyFile(.init(try password(), file))
    }

    /// A slot for both is meant where a password is named too, or where no key file opens the vault alone.
    private func wantsPassword(_ slots: KeySlots) -> Bool {
        slots.contains(.passwordAndKeyFile)
            && (options.namesMasterPassword(environment) || !slots.contains(.keyFile))
    }

    private func password() throws -> SecretBytes {
        try PasswordSource.master(options, environment).read()
    }

    static func keyFile(_ path: String) throws -> KeyFile {
        let path = Locations.absolute(FilePath(path))
        do {
            return try KeyFile(
                SecretSource.readKeyFile(path, limit: KeyFile.byteCount))
        } catch SecretInputError.tooLong {
            throw Failure(
                .notPermitted, "vault",
                "\(path) is no key file: it has more than \(KeyFile.byteCount) bytes.")
        }
    }
}
