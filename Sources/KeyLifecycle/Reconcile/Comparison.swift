package import APIClient
import Vault

/// The lists of several owners, compared with the vault.
package struct Comparison: Sendable {
    /// An owner whose keys could not be read.
    package struct UnreadOwner: Sendable {
        /// The EIM user; `nil` for the caller.
        package let user: String?
        package let error: APIError
    }

    package private(set) var findings: [Finding]
    /// Nothing is known of these owners' keys.
    package private(set) var unread: [UnreadOwner]

    package init(findings: [Finding] = [], unread: [UnreadOwner] = []) {
        self.findings = findings
        self.unread = unread
    }

    package mutating func add(_ other: Comparison) {
        findings += other.findings
        unread += other.unread
    }

    /// The same if some of the unread owners are no longer users: nobody lists their keys for them.
    func knowing(gone users: Set<String>) -> Comparison {
        Comparison(
            findings: findings.map { finding in
                guard finding.kind == .unread, let user = finding.user, users.contains(user) else {
                    return finding
                }
                return Finding(kind: .localOnly, user: user, key: finding.key, cloud: nil)
            }, unread: unread.filter { owner in !(owner.user.map(users.contains) ?? false) })
    }

    /// The same with what became of each finding. If every key of an owner in the vault is now another's, that owner has another
    /// name, so nothing of theirs is unknown.
    ///
    /// - Parameter failed: why a key could not be looked for with the others.
    func resolved(
        _ findings: [Finding], and failed: UnreadOwner?, in held: [KeyRecord]
    ) -> Comparison {
        let stillUnread = Set(findings.filter { $0.kind == .unread }.map(\.user))
        let left = unread.filter { owner in
            stillUnread.contains(owner.user) || !held.contains { $0.user == owner.user }
        }
        let isTold = left.contains { $0.user == failed?.user }
        return Comparison(
            findings: findings, unread: left + (isTold ? [] : [failed].compactMap(\.self)))
    }
}
