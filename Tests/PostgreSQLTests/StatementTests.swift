import PostgreSQL
import Testing
import VaultTestSupport

@Suite struct `A statement` {
    @Test func `gives back the bytes, numbers and texts that it was given`() throws {
        let connection = try freshConnection()
        let bytes: [UInt8] = [0, 255, 7, 0]
        let rows = try connection.run(
            DatabaseStatement(
                "SELECT $1::bytea, $2::bigint, $3::text, $4::bytea",
                [.bytes(bytes), .integer(.min), .text("ä;'--"), .null]))
        #expect(rows.count == 1)
        #expect(rows.bytes(0, 0) == bytes)
        #expect(rows.integer(0, 1) == .min)
        #expect(rows.text(0, 2) == "ä;'--")
        #expect(rows.bytes(0, 3) == nil)
    }
}
