import SecretMemory
import Testing

@testable import VaultCLI

@Suite("A secret that can't be masked")
struct MaskRefusalTests {
    @Test func `is refused with its length, before anything runs`() throws {
        let failure = #expect(throws: Failure.self) {
            try OutputRelay(masking: SecretBytes(copying: Array("seven b".utf8)))
        }
        #expect(failure?.status == .setting)
        #expect(failure?.message.contains("7 bytes, and --mask needs 8") == true)
    }
}
