import APIClient
import Vault

/// Whether the present caller is the one whose lists can show that a key is gone.
///
/// "The caller" is whoever signs by now. Another user's, or another account's, lists lack the key in any case.
struct CallerProof {
    /// Who had OUTSCALE make or list the key; `nil` if the vault does not know.
    let wanted: String?
    /// The keys that are that caller's own: a list of the present caller's own keys that has one of them is that
    /// caller's.
    let kin: Set<String>
    let isProven: Bool

    static let proven = CallerProof(wanted: nil, kin: [], isProven: true)
}

extension VaultContents {
    /// The name under which records keep who asks: whoever has listed the signing key as its own, else the signer itself.
    func caller(
        of client: OutscaleClient, in profile: RecordID
    ) throws(LifecycleError) -> String {
        guard let signing = self.profile(id: profile)?.signingKey,
            let signer = try record(signing), signer.accessKeyID == client.identity,
            signer.user == nil, let caller = signer.caller
        else { return client.identity }
        return caller
    }

    /// Of a key of the vault.
    func proof(
        for key: KeyRecord, by client: OutscaleClient
    ) throws(LifecycleError) -> CallerProof {
        // A key lists itself.
        guard key.accessKeyID != client.identity else { return .proven }
        return try proof(for: key.caller, by: client, in: key.profile)
    }

    /// Of what an intent has sent. Older writers did not note by whom.
    func proof(
        for intent: Intent, by client: OutscaleClient
    ) throws(LifecycleError) -> CallerProof {
        guard let caller = intent.caller else { return .proven }
        return try proof(for: caller, by: client, in: intent.profile)
    }

    private func proof(
        for caller: String?, by client: OutscaleClient, in profile: RecordID
    ) throws(LifecycleError) -> CallerProof {
        guard let caller else { return CallerProof(wanted: nil, kin: [], isProven: false) }
        let present = try self.caller(of: client, in: profile)
        if caller == present || caller == client.identity { return .proven }
        let kinship = Kinship(of: try records())
        let kin = kinship.kin(of: caller)
        return CallerProof(
            wanted: caller, kin: kin,
            isProven: kin.contains(present) || kin.contains(client.identity))
    }
}

/// Which of the vault's keys are known to be one caller's own.
private struct Kinship {
    /// Of each key without a user: who had it listed as its own.
    private let callers: [String: String]

    init(of keys: [KeyRecord]) {
        callers = Dictionary(
            keys.compactMap { key in
                guard key.user == nil, let caller = key.caller else { return nil }
                return (key.accessKeyID, caller)
            }, uniquingKeysWith: { first, _ in first })
    }

    func kin(of caller: String) -> Set<String> {
        let head = head(of: caller)
        return Set(callers.keys.filter { self.head(of: $0) == head } + [caller, head])
    }

    private func head(of id: String) -> String {
        var (head, seen) = (id, Set([id]))
        while let next = callers[head], seen.insert(next).inserted { head = next }
        return head
    }
}

extension KeySearch {
    /// Whether the present caller is the one whose lists count.
    func isProven(_ proof: CallerProof) throws(APIError) -> Bool {
        if proof.isProven { return true }
        guard !proof.kin.isEmpty else { return false }
        return try client.readAccessKeys(user: nil).contains { proof.kin.contains($0.id) }
    }
}
