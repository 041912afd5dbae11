import Agent
import RequestSigning
import Vault

extension UnlockedVault {
    /// Signs as a key of this vault, wherever the vault's key is: with the agent the secret stays there.
    borrowing func signer(for record: KeyRecord) throws(VaultError) -> any RequestSigner {
        if let agent = key as? AgentKey {
            return agent.signer(
                accessKeyID: record.accessKeyID, secret: try sealedSecret(of: record.id))
        }
        return SecretKeySigner(
            accessKeyID: record.accessKeyID, secretKey: try secret(of: record.id))
    }
}
