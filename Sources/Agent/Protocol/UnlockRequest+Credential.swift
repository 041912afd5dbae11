import SecretMemory
package import Vault

/// A credential as it travels: of each kind one run of bytes.
extension UnlockRequest {
    package init(
        _ credential: consuming Credential, of vault: LockedVault, lifetime: Lifetime
    ) {
        switch consume credential {
        case .password(let password):
            self.init(.password, password, of: vault, lifetime: lifetime)
        case .recoveryCode(let code):
            self.init(.recoveryCode, code.text, of: vault, lifetime: lifetime)
        case .keyFile(let file):
            self.init(
                .keyFile, file.bytes.prefix(KeyFile.byteCount), of: vault, lifetime: lifetime)
        case .passwordAndKeyFile(let both):
            let count = KeyFile.byteCount + both.password.count
            let joined = SecretBytes(capacity: count) { output in
                both.file.bytes.withBytes { output.append(contentsOf: $0) }
                both.password.withBytes { output.append(contentsOf: $0) }
            }
            self.init(.passwordAndKeyFile, joined, of: vault, lifetime: lifetime)
        }
    }

    /// The key that it opens.
    borrowing func key(in slots: KeySlots) throws(VaultError) -> InMemoryVaultKey {
        switch kind {
        case .password: return try slots.key(password: secret)
        case .recoveryCode: return try slots.key(recoveryCode: RecoveryCode(parsing: secret))
        case .keyFile:
            return try slots.open(with: .keyFile(KeyFile(secret.prefix(secret.count)))).key
        case .passwordAndKeyFile:
            guard secret.count > KeyFile.byteCount else {
                throw .malformedKeyFile(bytes: secret.count)
            }
            let file = try KeyFile(secret.prefix(KeyFile.byteCount))
            let password = secret.withBytes { bytes in
                SecretBytes(
                    copying: bytes.extracting(KeyFile.byteCount..<bytes.byteCount))
            }
            return try slots.open(with: .passwordAndKeyFile(.init(password, file))).key
        }
    }
}
