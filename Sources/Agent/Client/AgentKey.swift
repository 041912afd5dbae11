package import RequestSigning
package import SecretMemory
import SystemPackage
package import Vault

/// A vault's key in another process. It does what the key in this one does; only the key itself never comes.
package final class AgentKey: VaultKey {
    package let vaultID: RecordID
    package let keyID: [UInt8]
    package let keyEpoch: UInt64
    private let client: AgentClient

    package init(_ unlocked: AgentStatus.Unlocked, through client: AgentClient) {
        vaultID = unlocked.vaultID
        keyID = unlocked.keyID
        keyEpoch = unlocked.keyEpoch
        self.client = client
    }

    init(of vaultID: RecordID, keyID: [UInt8], keyEpoch: UInt64, through client: AgentClient) {
        (self.vaultID, self.keyID, self.keyEpoch) = (vaultID, keyID, keyEpoch)
        self.client = client
    }

    package func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] {
        try result(
            of:
                .seal(
                    SealRequest(
                        context: context, type: type, plaintext: SecretBytes(copying: plaintext))))
    }

    package func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        switch try ask(.open(SealedSecret(context: context, type: type, box: box))) {
        case .content(let content): return content
        default: throw VaultError(.notAnAgent)
        }
    }

    package func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16, remembering head: SpoolHead
    ) throws(VaultError) -> SecretBytes {
        let secret = SealedSecret(context: context, type: type, box: box)
        switch try ask(.openNoted(secret, head)) {
        case .content(let content): return content
        default: throw VaultError(.notAnAgent)
        }
    }

    package func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
        try result(of: .attest(attestation))
    }

    /// As many operations as fit go into one message; the work is done while the first one is answered.
    package func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        var results: [KeyResult] = []
        var isDone = false
        for batch in OperationBatches(operations) {
            results += try perform(Array(operations[batch]), from: batch.lowerBound) {
                if !isDone { work() }
                isDone = true
            }
        }
        if !isDone { work() }
        return results
    }

    private func perform(
        _ operations: [KeyOperation], from first: Int, meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        do throws(AgentError) {
            guard
                case .results(let results) = try client.ask(
                    .batch(operations), using: keyID, meanwhile: work),
                results.count == operations.count
            else { throw AgentError.notAnAgent }
            return results
        } catch .refused(.operation(let index, let refusal)) {
            throw .operation(first + Int(index), VaultError(refusal))
        } catch .refused(.malformed) {
            // It understood all that it was asked before there were batches.
            throw .key(VaultError(.older))
        } catch {
            throw .key(VaultError(error))
        }
    }

    /// Signs as an access key whose secret is in a box: the secret does not come here for it.
    package func signer(accessKeyID: String, secret: SealedSecret) -> any RequestSigner {
        AgentSigner(accessKeyID: accessKeyID, secret: secret, keyID: keyID, client: client)
    }

    private func result(of request: consuming AgentRequest) throws(VaultError) -> [UInt8] {
        switch try ask(request) {
        case .result(let bytes): return bytes
        default: throw VaultError(.notAnAgent)
        }
    }

    private func ask(_ request: consuming AgentRequest) throws(VaultError) -> AgentReply {
        do throws(AgentError) { return try client.ask(request, using: keyID) } catch {
            throw VaultError(error)
        }
    }
}

extension VaultError {
    fileprivate init(_ refusal: OperationRefusal) {
        self =
            switch refusal {
            case .doesNotOpen: .damaged("a box does not open where it stands")
            case .notMetadata: .notMetadata
            case .outdated: .outdated
            }
    }

    init(_ error: AgentError) {
        self =
            switch error {
            case .refused(.outdated), .refused(.operation(_, .outdated)): .outdated
            case .refused(.doesNotOpen), .refused(.operation):
                .damaged("a box does not open where it stands")
            case .refused(.tooLarge): .entryTooLarge(bytes: Frame.mostBytes)
            default: .keyUnavailable(error.reason)
            }
    }
}

extension AgentError {
    /// In the middle of a sentence.
    package var reason: String {
        switch self {
        case .notRunning: "no agent is running"
        case .unsafeSocket(let path, let reason): "\(path) is not safe to use: \(reason)"
        case .pathTooLong(let path): "\(path) is too long for a socket"
        case .foreignServer(let user): "user \(user) answers at the agent's socket, not you"
        case .older:
            "the agent is of an older program; end it with 'vault lock' and start it with 'vault unlock'"
        case .notAnAgent: "what answers at the agent's socket is no agent"
        case .lost: "the agent has closed the connection"
        case .timedOut: "the agent does not answer"
        case .system(let operation, let path, let code):
            "could not \(operation) \(path): \(Errno(rawValue: code))"
        case .refused(let refusal): refusal.reason
        }
    }
}

extension AgentRefusal {
    fileprivate var reason: String {
        switch self {
        case .locked: "the agent has locked the vault"
        case .otherKey: "the agent holds another key by now"
        case .wrongPassword: "the password or recovery code is wrong, or its slot is damaged"
        case .tooSoon(let milliseconds):
            "after a wrong password the agent waits for \(milliseconds) ms"
        case .doesNotOpen: "a box does not open where it stands"
        case .malformed: "the agent does not understand this program"
        case .otherVersion(let version):
            "the agent is of another version (protocol \(version)); end it with 'vault lock'"
        case .noSuchSlot: "the vault has no slot of that kind"
        case .outOfMemory(let needed):
            "deriving the key takes \(needed / 1024) MiB, which the machine does not have free"
        case .tooLarge: "a message would be too large for the agent"
        case .operation: "a box does not open where it stands"
        case .unsignable: "the agent does not sign that for anybody"
        case .outdated: "the vault's file is not the newest that the agent has seen"
        }
    }
}
