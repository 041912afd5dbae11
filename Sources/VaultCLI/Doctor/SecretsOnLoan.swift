import PlaintextCredentials
import SecretMemory
import Vault

/// The fingerprints of the vault's secrets, for as long as plain text is searched for them.
struct SecretsOnLoan: ~Copyable {
    /// More are not opened: each is a message to the agent.
    private static let most = 500

    private(set) var traces = SecretTraces()

    /// Without the vault's key there is nothing to compare with.
    static var none: SecretsOnLoan { SecretsOnLoan() }

    private init() {}

    /// The secrets stay in this process, so none of them is an event of the log.
    init(in vault: borrowing UnlockedVault) throws {
        for key in try vault.contents.keys().prefix(Self.most) {
            traces.add(try vault.secret(of: key.id), named: key.name.description)
        }
    }
}
