package import SecretMemory

/// What a person or a machine has to open a vault.
package enum Credential: ~Copyable {
    case password(SecretBytes)
    case passwordAndKeyFile(PasswordAndKeyFile)
    case recoveryCode(RecoveryCode)
    case keyFile(KeyFile)

    /// The slots that it may open.
    package var kind: SlotKind {
        switch self {
        case .password: .password
        case .passwordAndKeyFile: .passwordAndKeyFile
        case .recoveryCode: .recovery
        case .keyFile: .keyFile
        }
    }
}

/// Neither of them opens anything alone.
package struct PasswordAndKeyFile: ~Copyable {
    package let password: SecretBytes
    package let file: KeyFile

    package init(_ password: consuming SecretBytes, _ file: consuming KeyFile) {
        self.password = password
        self.file = file
    }
}

/// 32 random bytes in a file of their own, which open a vault alone or together with a password.
package struct KeyFile: ~Copyable {
    package static let byteCount = 32

    package let bytes: SecretBytes

    /// Takes exactly as many bytes as a key file has.
    package init(_ bytes: consuming SecretBytes) throws(VaultError) {
        guard bytes.count == Self.byteCount else {
            throw .malformedKeyFile(bytes: bytes.count)
        }
        self.bytes = bytes
    }

    package static func random() -> KeyFile { KeyFile(randomCount: byteCount) }

    private init(randomCount count: Int) { bytes = SecretBytes(randomCount: count) }
}
