import PostgreSQL
import Testing

@Suite struct `An address` {
    @Test(arguments: [
        "postgresql://alice:s3cret@db.test/vault", "postgres://:s3cret@/vault",
        "postgresql://alice:a:b@db.test/vault", "postgresql:///vault?password=s3cret",
        "postgresql:///vault?user=alice&p%61ssword=s3cret", "postgresql:///vault?sslpassword=x",
    ]) func `with a password is refused, and the refusal does not repeat it`(text: String) {
        let error = #expect(throws: DatabaseError.self) { try DatabaseAddress(parsing: text) }
        guard case .insecure(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("s3cret"))
    }

    @Test(arguments: [
        "postgresql://", "postgres://db.test", "postgresql://alice@db.test:5433/vault",
        "postgresql://alice:@db.test/vault", "postgresql://[2001:db8::1]:5433/vault",
        "postgresql://a.test:1,b.test:2/vault?target_session_attrs=read-write",
        "postgresql:///vault?passfile=/home/alice/pass:word@2",
    ]) func `without one is kept as it is`(text: String) throws {
        #expect(try DatabaseAddress(parsing: text).text == text)
        #expect(DatabaseAddress.isAddress(text))
    }

    @Test(arguments: ["/home/alice/vault.db", "postgresql:", "POSTGRESQL://db.test", ""])
    func `is told from a path by its beginning`(text: String) {
        #expect(!DatabaseAddress.isAddress(text))
        #expect(throws: DatabaseError.self) { try DatabaseAddress(parsing: text) }
    }

    @Test(arguments: ["\u{1B}[2J", "\n", "\u{202E}", "\u{0}"])
    func `that a terminal would obey is refused`(part: String) {
        #expect(
            throws: DatabaseError.malformed(reason: "a character in the address can't be printed")
        ) {
            try DatabaseAddress(parsing: "postgresql://db.test/\(part)")
        }
    }
}
