import SecretMemory
import Testing

@testable import Vault

/// What `Tests/Interop/check_vectors.py` computes from docs/format.md with PyNaCl.
@Suite("A team's known answers")
struct TeamVectorTests {
    @Test func `a member's keys`() throws {
        let vector = try Vectors()["member keys"]
        let keys = MemberKeys(seed: try vector.secret("seed")).publicKeys
        #expect(try keys.bytes == vector("keys"))
    }

    @Test func `an invitation's code`() throws {
        let vector = try Vectors()["invitation"]
        let code = InviteCode(bytes: try vector.secret("code"))
        #expect(try revealed(code.text) == vector("text"))
        #expect(try code.signingKey.publicKey == vector("key"))
        let pin = code.pin(
            of: try #require(RecordID(vector("vault_id"))), founding: try vector("founding"),
            count: 7, head: try vector("head"))
        #expect(try pin == vector("pin"))
    }

    @Test func `a roster's first entry`() throws {
        let (vector, member) = (try Vectors()["founding"], try Vectors()["member keys"])
        let keys = MemberKeys(seed: try member.secret("seed"))
        let vaultID = try #require(RecordID(vector("vault_id")))
        let statement = SignedStatement(
            body: try vector("body"), signature: try vector("signature"))
        var roster = Roster(of: vaultID)
        try roster.append(statement)
        #expect(try roster.head == vector("statement_head"))
        #expect(roster.all.map(\.name.description) == ["alice"])
        let written = try Roster(of: vaultID).entry(
            .found(
                RosterEntry.Founding(
                    founder: #require(roster.all.first).id, name: #require(EntryName("alice")),
                    keys: keys.publicKeys, recovery: nil, keyID: vector("key_id"))),
            by: #require(roster.all.first).id, at: 1_800_000_000, signedBy: keys.signing)
        #expect(written == statement)
    }
}
