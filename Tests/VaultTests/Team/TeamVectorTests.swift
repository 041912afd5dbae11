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

    @Test func `a recovery code's keys and id`() throws {
        let vector = try Vectors()["recovery member"]
        let code = try RecoveryCode(parsing: vector.secret("text"))
        #expect(try revealed(code.bytes) == vector("code"))
        let recovery = RosterEntry.Recovery(
            code, of: try vector.id("vault_id"), founder: try vector.id("founder"),
            try #require(EntryName("alice")),
            try #require(MemberPublicKeys(vector("founder_keys"))), keyID: try vector("key_id"))
        #expect(try recovery.id == vector.id("member"))
        #expect(try recovery.keys.bytes == vector("keys"))
    }

    @Test func `a member's file`() throws {
        let vector = try Vectors()["member file"]
        let file = try MemberFile(reading: vector("file"))
        #expect(try file.bytes == vector("file"))
        let opened = try file.open(password: vector.secret("password"))
        #expect(try opened.member == vector.id("member"))
        #expect(try opened.founding == vector("founding"))
        #expect(try opened.keys.publicKeys.bytes == Vectors()["member keys"]("keys"))
    }

    @Test func `a request to join`() throws {
        let vector = try Vectors()["join request"]
        let vaultID = try Vectors()["invitation"].id("vault_id")
        let written = JoinRequest(
            for: try vector.id("invitation"), as: try vector.id("member"), of: vaultID,
            with: InviteCode(bytes: try vector.secret("code")),
            by: MemberKeys(seed: try vector.secret("seed")))
        #expect(try written.bytes == vector("request"))
        #expect(try JoinRequest(reading: vector("request"), of: vaultID) == written)
    }

    @Test func `what a machine remembers`() throws {
        let (vectors, marks) = (try Vectors(), try Vectors()["team marks"])
        let mark = try TeamMark(reading: marks("mark"))
        #expect(try mark.bytes == marks("mark"))
        #expect(mark.point.epoch == 3)
        #expect(try mark.point.head == vectors["team manifest"]("statement_head"))
        #expect(mark.point.rosterCount == 9)
        #expect(try mark.point.rosterHead == vectors["roster accept"]("statement_head"))
    }
}

extension Vectors.Vector {
    func id(_ name: String) throws -> RecordID { try #require(RecordID(self(name))) }

    func statement() throws -> SignedStatement {
        SignedStatement(body: try self("body"), signature: try self("signature"))
    }
}
