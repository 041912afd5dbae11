package import Vault

/// A team's member whose private halves are in the agent: they never come here.
///
/// The agent signs the next manifest and the next event of the member's own, and opens the member's slot. It signs no entry of the
/// roster.
package final class AgentIdentity: TeamIdentity {
    package let member: RecordID
    package let vaultID: RecordID
    package let founding: [UInt8]
    package let publicKeys: MemberPublicKeys
    private let client: AgentClient

    package init(_ held: HeldMember, through client: AgentClient) {
        (member, vaultID) = (held.member, held.vaultID)
        (founding, publicKeys) = (held.founding, held.keys)
        self.client = client
    }

    package func signature(of step: StatementStep) throws(VaultError) -> [UInt8] {
        do throws(AgentError) {
            guard case .result(let signature) = try client.ask(.signStatement(step)) else {
                throw AgentError.notAnAgent
            }
            return signature
        } catch { throw VaultError(error) }
    }

    /// Where another member has given the vault a new key, the agent takes it from the slot.
    package func vaultKey(
        in slot: MemberSlot, keyID: [UInt8]
    ) throws(VaultError) -> any VaultKey {
        do throws(AgentError) {
            let request = SlotRequest(vaultID: vaultID, slot: slot, keyID: keyID)
            guard case .done = try client.ask(.openSlot(request)) else {
                throw AgentError.notAnAgent
            }
        } catch .refused(.outdated) {
            throw .keyUnavailable(
                "it holds a newer key of the vault than the server shows; 'vault lock' makes it forget that one"
            )
        } catch { throw VaultError(error) }
        return AgentKey(
            of: vaultID, keyID: keyID, keyEpoch: slot.keyEpoch, through: client)
    }
}

extension AgentClient {
    /// The member whose keys the agent holds. A private vault's key is another one.
    package func member() throws(AgentError) -> HeldMember {
        guard case .result(let bytes) = try ask(.member) else { throw .notAnAgent }
        do { return try HeldMember(reading: bytes) } catch { throw .notAnAgent }
    }
}
