import SecretMemory
import Testing

@testable import Vault

/// A person with keys of her own, who can be asked for them again and again.
struct Person: Sendable {
    let id: RecordID
    let name: String
    private let seed: [UInt8]

    init(_ name: String) {
        (id, self.name) = (.random(), name)
        seed = revealed(SecretBytes(randomCount: 32))
    }

    var keys: MemberKeys { MemberKeys(seed: SecretBytes(copying: seed)) }
    var publicKeys: MemberPublicKeys { keys.publicKeys }
    var entryName: EntryName { get throws { try #require(EntryName(name)) } }
}

/// A team that Alice has founded.
struct Team {
    static let now: UInt64 = 1_800_000_000
    static let day: UInt64 = 86_400

    let vaultID = RecordID.random()
    let alice = Person("alice")
    var roster: Roster
    var entries: [SignedStatement] = []

    init() throws {
        roster = Roster(of: vaultID)
        try add(.found(founding(of: alice)), by: alice)
    }

    func founding(of person: Person) throws -> RosterEntry.Founding {
        RosterEntry.Founding(
            founder: person.id, name: try person.entryName, keys: person.publicKeys, recovery: nil,
            keyID: [UInt8](repeating: 1, count: 32))
    }

    @discardableResult
    mutating func add(
        _ change: RosterEntry.Change, by author: Person, at time: UInt64 = Team.now
    ) throws -> SignedStatement {
        let keys = author.keys
        let statement = try roster.entry(
            change, by: author.id, at: time, signedBy: keys.signing)
        try roster.append(statement)
        entries.append(statement)
        return statement
    }

    /// An invitation's code, and the invitation itself, which is an entry by then.
    mutating func invite(
        _ name: String, as role: MemberRole = .writer, by author: Person? = nil,
        until expires: UInt64 = Team.now + 3 * Team.day
    ) throws -> (code: [UInt8], invitation: Invitation) {
        let code = InviteCode.random()
        let invitation = code.invitation(
            to: try #require(EntryName(name)), as: role, until: expires, in: roster)
        try add(.invite(invitation), by: author ?? alice)
        return (revealed(code.text), invitation)
    }

    func code(_ text: [UInt8]) throws -> InviteCode {
        try InviteCode(parsing: SecretBytes(copying: text))
    }

    /// A request, as it comes from the store.
    func request(
        for invitation: Invitation, code: [UInt8], of person: Person
    ) throws -> JoinRequest {
        let keys = person.keys
        let code = try self.code(code)
        let request = JoinRequest(
            for: invitation.id, as: person.id, of: vaultID, with: code, by: keys)
        return try JoinRequest(reading: request.bytes, of: vaultID)
    }

    /// Invited and admitted.
    @discardableResult
    mutating func join(_ name: String, as role: MemberRole = .writer) throws -> Person {
        let person = Person(name)
        let (code, invitation) = try invite(name, as: role)
        let request = try request(for: invitation, code: code, of: person)
        try add(roster.admission(of: request), by: alice)
        return person
    }
}

extension ReceivingKey {
    /// What a box holds, as a text; tests' secrets may lie in one.
    func openedText(_ box: [UInt8]) -> String? {
        guard let opened = open(box) else { return nil }
        return text(opened)
    }
}
