import Testing

@testable import PostgreSQL

@Suite(.needsServer) struct `What tells a database from others` {
    private func place(_ text: String) throws -> String {
        try DatabaseAddress(parsing: text).place()
    }

    @Test(arguments: [
        "postgresql:///v?host=/b&port=5432", "postgresql:///v?host=/a&port=5433",
        "postgresql:///w?host=/a&port=5432", "postgresql://a/v?sslmode=verify-full",
        "postgresql:///v?host=/a,/b&port=5432",
    ]) func `is its name, and each host with its port`(other: String) throws {
        #expect(try place(other) != place("postgresql:///v?host=/a&port=5432"))
    }

    @Test(arguments: [
        "postgresql://me@/v?host=/a&port=5432", "postgres://%2Fa:5432/v",
        "postgresql:///v?port=5432&host=/a&connect_timeout=3",
        "postgresql:///?dbname=v&host=/a&port=5432",
    ]) func `is no matter of who logs in, or of spelling`(same: String) throws {
        #expect(try place(same) == place("postgresql:///v?host=/a&port=5432"))
    }
}
