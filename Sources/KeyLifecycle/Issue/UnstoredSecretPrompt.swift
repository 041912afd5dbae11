package import SystemPackage
package import Vault

/// Asks a person at a terminal what to do with a secret that is in memory only, because neither the landing file
/// nor the database took it. Without a person the key is deleted at once: nobody could use it.
package struct UnstoredSecretPrompt {
    package enum Answer: Sendable {
        /// Try the vault again: there is room now.
        case retry
        /// Seal it into a landing file in this directory, from where `recover --landing` takes it.
        case directory(FilePath)
        /// Delete the key at OUTSCALE.
        case giveUp
    }

    private let question: (_ accessKeyID: String, _ failure: VaultError) -> Answer

    package init(_ question: @escaping (_ accessKeyID: String, _ failure: VaultError) -> Answer) {
        self.question = question
    }

    func ask(about accessKeyID: String, _ failure: VaultError) -> Answer {
        question(accessKeyID, failure)
    }
}
