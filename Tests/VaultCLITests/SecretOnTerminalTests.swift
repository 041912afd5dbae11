import SecretMemory
import Testing

@testable import VaultCLI

@Suite("A secret on the terminal")
struct SecretOnTerminalTests {
    private func lines(_ secret: String, width: Int) -> [String] {
        let text = SecretOnTerminal.text(
            of: SecretBytes(copying: Array(secret.utf8)), below: "Code, shown once. Write it down:",
            width: width)
        let bytes = text.withBytes { bytes in (0..<bytes.byteCount).map { bytes.byte(at: $0) } }
        return String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `is one line where there is room`() {
        #expect(
            lines("AAAA-BBBB-CCCC", width: 40)
                == ["Code, shown once. Write it down:", "", "    AAAA-BBBB-CCCC", ""])
    }

    @Test func `breaks between its groups, and loses nothing`() {
        #expect(
            lines("AAAA-BBBB-CCCC", width: 16) == [
                "Code, shown", "once. Write it", "down:", "", "    AAAA-BBBB-", "    CCCC", "",
            ])
        #expect(
            lines("six words of mine", width: 14).suffix(3) == [
                "    six words ", "    of mine", "",
            ])
    }
}
