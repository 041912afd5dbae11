package import APIClient
package import SecretMemory
package import Vault

/// How lifecycle verbs reach OUTSCALE; the caller knows about endpoints, timeouts and certificates.
package struct OutscaleClients {
    /// A client that signs with the profile's signing key and reaches the endpoint that the intent names;
    /// `nil` if there is none.
    package typealias ForIntent = (borrowing UnlockedVault, Intent) -> OutscaleClient?
    /// A client that signs with a key itself, to prove it.
    package typealias AsKey = (Profile, String, consuming SecretBytes) -> OutscaleClient?

    /// A client that may read a key which has no intent any more; `nil` if there is none.
    package typealias ForKey = (borrowing UnlockedVault, KeyRecord) -> OutscaleClient?

    let forIntent: ForIntent
    let asKey: AsKey
    let forKey: ForKey

    package init(
        forIntent: @escaping ForIntent, asKey: @escaping AsKey, forKey: @escaping ForKey
    ) {
        self.forIntent = forIntent
        self.asKey = asKey
        self.forKey = forKey
    }
}

extension OutscaleClients {
    /// The client that makes what an intent says true.
    ///
    /// - Throws: `vault` where the signing key's secret can't be opened; `noAccess` where there is nothing to sign with.
    func client(
        for intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> OutscaleClient {
        if let client = forIntent(vault, intent) { return client }
        if let signer = vault.contents.profile(id: intent.profile)?.signingKey {
            do { _ = try vault.secret(of: signer) } catch { throw .vault(error) }
        }
        throw .noAccess(intent)
    }
}
