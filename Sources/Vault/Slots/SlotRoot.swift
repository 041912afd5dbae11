import SecretMemory

/// From a credential to the 32 bytes that a slot's keys are derived from.
extension Slot {
    static func root(
        password: borrowing SecretBytes, salt: [UInt8], _ parameters: KeyDerivationParameters
    ) throws(VaultError) -> SecretBytes {
        try PasswordHash.derive(password, salt: salt, parameters)
    }

    static func root(recoveryCode: borrowing RecoveryCode, salt: [UInt8]) -> SecretBytes {
        BLAKE2b.keyedDigest(of: Array("vault/recovery/v1".utf8) + salt, key: recoveryCode.bytes)
    }

    static func root(keyFile: borrowing KeyFile, salt: [UInt8]) -> SecretBytes {
        BLAKE2b.keyedDigest(of: Array("vault/key-file/v1".utf8) + salt, key: keyFile.bytes)
    }

    /// Who has only one of the two has nothing: what the password gives is hashed under the file's key.
    static func root(
        password: borrowing SecretBytes, keyFile: borrowing KeyFile, salt: [UInt8],
        _ parameters: KeyDerivationParameters
    ) throws(VaultError) -> SecretBytes {
        let stretched = try PasswordHash.derive(password, salt: salt, parameters)
        let domain = Array("vault/password-and-file/v1".utf8) + salt
        let message = SecretBytes(capacity: domain.count + stretched.count) { output in
            output.append(contentsOf: domain)
            stretched.withBytes { output.append(contentsOf: $0) }
        }
        return message.withBytes { BLAKE2b.keyedDigest(of: $0, key: keyFile.bytes) }
    }

    /// - Parameter parameters: what a password is stretched with; nothing else is.
    static func root(
        of credential: borrowing Credential, salt: [UInt8], _ parameters: KeyDerivationParameters?
    ) throws(VaultError) -> SecretBytes {
        switch credential {
        case .password(let password):
            try root(password: password, salt: salt, parameters ?? .standard)
        case .passwordAndKeyFile(let both):
            try root(
                password: both.password, keyFile: both.file, salt: salt, parameters ?? .standard)
        case .recoveryCode(let code): root(recoveryCode: code, salt: salt)
        case .keyFile(let file): root(keyFile: file, salt: salt)
        }
    }
}
