import APIClient
package import Vault

/// A new key whose secret is in the vault and was read back; it is not proven yet, and its intent is open.
package struct CapturedKey: ~Copyable {
    package let key: KeyRecord
    let issue: IssueKey
    let intent: Intent
    let issued: IssuedAccessKey

    /// Proves the key and closes its intent. Nothing here can lose the key, so failures become remarks.
    package consuming func finish(in vault: inout UnlockedVault) -> IssuedKey {
        issue.finish(key, intent: intent, issued: issued, in: &vault)
    }
}
