/// An EIM user of the account.
struct User: Codable, Equatable, Sendable {
    var name: String
    var id: String
    var email: String?
    var path: String
    var created: Instant
    var modified: Instant
    var rights: Rights

    /// What the user's policies allow, in three steps instead of OUTSCALE's policy documents.
    enum Rights: String, Codable, Sendable, CaseIterable {
        /// As OUTSCALE makes a user: every call is refused with code 4.
        case none
        /// Its own access keys.
        case own
        /// As the root account.
        case all
    }

    var owner: Owner { Owner(name: name, id: id) }

    func json(_ style: DateStyle) -> JSON {
        .present([
            "CreationDate": .string(style.spell(created)),
            "LastModificationDate": .string(style.spell(modified)),
            "OutscaleLoginAllowed": false,
            "Path": .string(path),
            "UserEmail": email.map(JSON.string),
            "UserId": .string(id),
            "UserName": .string(name),
        ])
    }
}
