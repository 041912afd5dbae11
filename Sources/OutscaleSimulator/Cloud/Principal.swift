/// Who makes a call.
enum Principal: Equatable, Sendable {
    case root
    case user(Owner)

    init(_ owner: Owner?) { self = owner.map(Principal.user) ?? .root }

    /// The owner of the keys it makes: nil is the root account.
    var owner: Owner? {
        guard case .user(let owner) = self else { return nil }
        return owner
    }

    var label: String { owner.map { "user:" + $0.name } ?? "root" }
}
