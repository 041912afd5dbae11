/// The user that a key belongs to. The id tells users of one name apart; no owner is the root
/// account.
struct Owner: Codable, Equatable, Sendable {
    /// The user's name; after the user's end its last one.
    var name: String
    /// The UserId; empty where no user had that name when the key was made.
    var id: String

    static func == (left: Owner, right: Owner) -> Bool { left.id == right.id }
}
