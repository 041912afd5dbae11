import Testing

@testable import Vault

@Suite("A team's head, as members compare it")
struct SpokenHeadTests {
    private static let hash = "5f2c9d0b7a6e1c345f2c9d0b7a6e1c34"

    @Test func `is read as it is written`() throws {
        let head = try #require(SpokenHead("41-\(Self.hash)"))
        #expect(head.epoch == 41)
        #expect(head.hash == Self.hash)
        #expect(head.text == "41-\(Self.hash)")
    }

    @Test(arguments: [
        "", "41", "41-", "-\(hash)", "041-\(hash)", "+41-\(hash)", "41-\(hash.dropLast())",
        "41-\(hash)5", "41-\(hash.uppercased())", "41-\(hash.dropLast())g", "41-\(hash)-",
        "x-\(hash)",
    ])
    func `is nothing else`(text: String) {
        #expect(SpokenHead(text) == nil)
    }
}
