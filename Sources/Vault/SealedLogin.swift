package import SecretMemory

/// A proxy's login as it stands in a profile: a box of its own inside the page, so that reading the vault's
/// metadata opens no password.
package struct SealedLogin: Hashable, Sendable {
    static let type: UInt16 = 36

    let box: [UInt8]
}

/// Seals and opens the logins of one vault's profiles.
package struct LoginSeal: Sendable {
    private let key: any VaultKey

    package init(_ key: any VaultKey) { self.key = key }

    /// - Parameter login: `user:password`.
    package func seal(
        _ login: borrowing SecretBytes, of profile: RecordID
    ) throws(VaultError) -> SealedLogin {
        let box = try login.withBytes { bytes throws(VaultError) in
            try key.seal(bytes, under: .login(profile), type: SealedLogin.type)
        }
        return SealedLogin(box: box)
    }

    package func open(
        _ login: SealedLogin, of profile: RecordID
    ) throws(VaultError) -> SecretBytes {
        try key.open(login.box, under: .login(profile), type: SealedLogin.type)
    }
}
