import Testing

@testable import Vault

@Suite("A name beside another that nothing has yet")
struct EntryNameFreeTests {
    private static let long = String(repeating: "n", count: EntryName.longest)

    @Test(
        arguments: [
            ("alice", [], "alice"), ("alice", ["alice"], "alice.2"),
            ("alice", ["alice", "alice.2"], "alice.3"),
            (long, [long], long.dropLast(2) + ".2"),
        ] as [(String, [String], String)])
    func `is the name itself or a numbered one, and never too long`(
        text: String, taken: [String], expected: String
    ) throws {
        let name = try #require(EntryName(text))
        #expect(name.firstFree { taken.contains($0.description) } == EntryName(expected))
    }
}
