import RequestSigning
import Vault

/// Signs through the agent, which opens the secret's box for that and keeps what is in it.
final class AgentSigner: RequestSigner {
    let accessKeyID: String
    private let secret: SealedSecret
    private let keyID: [UInt8]
    private let client: AgentClient

    init(accessKeyID: String, secret: SealedSecret, keyID: [UInt8], client: AgentClient) {
        self.keyID = keyID
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.client = client
    }

    func signature(of text: StringToSign) throws(SigningError) -> String {
        let reply: AgentReply
        do { reply = try client.ask(.sign(secret, text), using: keyID) } catch {
            throw .unavailable(error.reason)
        }
        guard case .result(let digits) = reply else {
            throw .unavailable(AgentError.notAnAgent.reason)
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
