import Testing

@testable import VaultCLI

@Suite("Facts below each other")
struct NamedFactTests {
    private let facts = [
        NamedFact(name: "name", value: "alice"),
        NamedFact(name: "expiresAt", value: "2027-02-25 23:42 UTC (in 90 d)"),
    ]

    @Test func `stand in a column beside their names`() {
        #expect(
            NamedFact.lines(facts, width: nil) == [
                "name       alice", "expiresAt  2027-02-25 23:42 UTC (in 90 d)",
            ])
    }

    @Test func `break between words on a narrow terminal, and stay in their column`() {
        #expect(
            NamedFact.lines(facts, width: 40) == [
                "name       alice", "expiresAt  2027-02-25 23:42 UTC (in 90",
                "           d)",
            ])
    }
}
