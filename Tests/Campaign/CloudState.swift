import Foundation

/// The simulated OUTSCALE's own view: what was issued, and what went over the wire.
struct CloudState: Decodable {
    struct Key: Decodable, Equatable {
        let accessKeyId: String
        let secretKey: String
        /// The owner's last name; `nil` for the account itself.
        let owner: String?
        let userId: String?
        let state: String
        let tag: String?
        let deleted: Bool
        /// Whether its expiry is over.
        let expired: Bool
        /// Whether a signature with it is taken now.
        let signs: Bool
        let expirationDate: String?
        let creationDate: String
    }

    struct User: Decodable {
        let userName: String
        let userId: String
    }

    struct Request: Decodable {
        let number: Int
        let action: String
        let dryRun: Bool
        let tag: String?
        let userName: String?
        let accessKeyId: String?
        /// The key that signed it, once it was let in.
        let credential: String?
        let committed: Bool
        let madeKey: String?
        let status: Int?
        let code: String?
        /// The request that something on the way has sent once more; `nil` of what the program has sent.
        let repeats: Int?

        /// What is told of it where everything is told.
        var line: String {
            "    \(action) \(accessKeyId ?? tag ?? userName ?? ""): \(status ?? 0) \(code ?? "")"
                + (committed ? ", done" : "") + (repeats == nil ? "" : ", sent again on the way")
        }
    }

    let keys: [Key]
    let users: [User]
    let requests: [Request]
    let model: CloudModelFacts
    let modelDescription: String

    /// The keys that an owner has at OUTSCALE; those of a deleted user may live on where nobody can name them.
    func living(of user: String?) -> [Key] {
        keys.filter { Owner(user).has($0.owner) && !$0.deleted }
    }

    func key(_ id: String) -> Key? { keys.first { $0.accessKeyId == id } }

    var creations: [Request] { requests.filter { $0.action == "CreateAccessKey" && !$0.dryRun } }

    /// The keys that creations with these Tags have made, or all others.
    func made(under tags: Set<String>, butNot isInverse: Bool = false) -> Set<String> {
        Set(
            creations.filter { ($0.tag.map(tags.contains) ?? false) != isInverse }
                .compactMap(\.madeKey))
    }

    /// Whether a key is one of two that a request has made which was sent twice, and no answer shows its tag: a person may
    /// have pointed out the other one, and nothing tells of this one.
    func isUnnamedTwin(_ key: Key) -> Bool {
        guard model.tags == "omitted",
            let tag = creations.first(where: { $0.madeKey == key.accessKeyId })?.tag
        else { return false }
        return creations.count { $0.tag == tag && $0.committed } > 1
    }

    /// Whether no call can reach a key any more: as good as gone.
    func isOutOfReach(_ key: Key) -> Bool {
        if let owner = key.userId, !users.contains(where: { $0.userId == owner }) { return true }
        return key.expired && model.expiredKeyChanges == "unknown"
    }

    /// Whether a key has ended and can be neither changed nor deleted.
    func isFrozen(_ key: Key) -> Bool { key.expired && model.expiredKeyChanges != "done" }
}

/// What of the simulator's model decides what a judge may ask for: docs/simulator.md.
struct CloudModelFacts: Decodable {
    let clockOffset: Int
    let dateHeader: String
    let expiredKeys: String
    let expiredKeyChanges: String
    let tags: String
}

/// A case's user, who may be renamed: each later name begins with the first and a hyphen.
struct Owner {
    private let name: String?

    init(_ name: String?) { self.name = name }

    func has(_ owner: String?) -> Bool {
        guard let name, let owner else { return name == owner }
        return owner == name || owner.hasPrefix(name + "-")
    }
}
