package import FoundationEssentials

/// A user of the account (EIM: Elastic Identity Management).
package struct EIMUser: Hashable, Sendable {
    package let id: String
    package let name: String
    package let path: String
    package let createdAt: Date?

    package init(id: String, name: String, path: String = "/", createdAt: Date? = nil) {
        self.id = id
        self.name = name
        self.path = path
        self.createdAt = createdAt
    }
}
