import Agent
import Vault

/// The agent's key, once an agent was found that has it: a command that looks at the vault before it opens it asks for its
/// status once.
final class FoundAgentKey {
    var key: AgentKey?

    /// `nil` as well where the vault has got another key since.
    func key(for slots: KeySlots) -> AgentKey? {
        guard let key, key.vaultID == slots.vaultID, key.keyEpoch == slots.keyEpoch else {
            return nil
        }
        return key
    }
}
