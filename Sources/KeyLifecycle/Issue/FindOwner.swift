package import APIClient
import Vault

/// Whose an access key is, by the lists of an account.
package struct FindOwner {
    package enum Owner: Hashable, Sendable {
        /// The one whose key signs.
        case caller
        case user(String)
    }

    let client: OutscaleClient
    let context: LifecycleContext

    package init(client: OutscaleClient, context: LifecycleContext) {
        (self.client, self.context) = (client, context)
    }

    /// - Parameters:
    ///   - id: the access key's.
    ///   - user: who is looked at first; `nil` for the caller.
    /// - Returns: `nil` where nobody is seen to have it, which proves nothing.
    package func run(of id: String, likely user: String?) -> Owner? {
        let search = KeySearch(client: client, context: context)
        do {
            if try search.keyIfReadable(id, of: user) != nil { return Owner(user) }
            return try search.keyAnywhere(id, besides: user).map { Owner($0.owner) }
        } catch { return nil }
    }
}

extension FindOwner.Owner {
    fileprivate init(_ user: String?) { self = user.map { .user($0) } ?? .caller }

    /// As a record has it.
    package var user: String? { if case .user(let name) = self { name } else { nil } }
}
