import Testing

@testable import Vault

@Suite("Names")
struct EntryNameTests {
    @Test(arguments: [
        "a", "A-b_c", "alice@example.com", "+=,.@-_x", "7", String(repeating: "n", count: 64),
    ])
    func `that OUTSCALE allows are names here`(text: String) {
        #expect(EntryName(text)?.description == text)
    }

    @Test(
        arguments: [
            "", "-a", ".a", "a b", "a/b", "a\n", "é", "a\0", "*", "$(x)", "a:b", "ａ",
            String(repeating: "n", count: 65),
        ])
    func `that could be something else are none`(text: String) {
        #expect(EntryName(text) == nil)
    }
}
