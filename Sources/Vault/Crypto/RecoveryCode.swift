package import SecretMemory

/// 32 random bytes that open the vault without the password, written down once (`WrittenCode`).
package struct RecoveryCode: ~Copyable {
    private static let written = WrittenCode(domain: "vault/recovery/check/v1")

    let bytes: SecretBytes

    init(bytes: consuming SecretBytes) { self.bytes = bytes }

    package static func random() -> RecoveryCode {
        RecoveryCode(bytes: SecretBytes(randomCount: WrittenCode.byteCount))
    }

    /// The text to show once.
    package var text: SecretBytes { Self.written.text(of: bytes) }

    /// Reads the text form; case, spaces and dashes do not matter.
    package init(parsing text: borrowing SecretBytes) throws(VaultError) {
        bytes = try Self.written.parse(text)
    }
}
