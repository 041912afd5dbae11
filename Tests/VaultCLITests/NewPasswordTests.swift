import Foundation
import SecretMemory
import Testing

@testable import VaultCLI

@Suite("A new password")
struct NewPasswordTests {
    private func weakness(_ text: String) -> PasswordWeakness? {
        PasswordWeakness(of: SecretBytes(copying: Array(text.utf8)))
    }

    @Test(arguments: [("a", 1), ("elevenchars", 11), ("ééééééééééé", 11), ("👩‍👩‍👧‍👦", 7)])
    func `of fewer than twelve characters is weak, however many bytes it has`(
        text: String, count: Int
    ) {
        #expect(weakness(text) == .short(characters: count))
    }

    @Test(
        arguments: [
            "password", "Password", "PASSWORD123!", "letmein", "password123456789",
            "administrator", "correcthorsebatterystaple", "Summer2027!!!!!!", "123456789",
        ])
    func `that everybody tries first is weak, whatever stands behind it`(text: String) {
        #expect(weakness(text) == .common)
    }

    @Test(arguments: [
        "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "12121212121212", "123456789012345", "987654321098",
        "                ",
    ])
    func `that repeats itself is weak`(text: String) { #expect(weakness(text) == .repetitive) }

    @Test(
        arguments: [
            "correct horse battery staple", "twelve chars", "ээээээкккккккк", "9f8a7c6b5d4e",
            "passwordandsomethingelse",
        ])
    func `that is none of these is taken as it is`(text: String) { #expect(weakness(text) == nil) }

    @Test(arguments: [PasswordWeakness.short(characters: 3), .common, .repetitive])
    func `tells why it is weak`(weakness: PasswordWeakness) {
        #expect(weakness.reason.hasPrefix("it "))
    }

    @Test func `of six words is made of the list, each time another`() {
        var words: Set<String> = []
        _ = WordList.text.containsWord {
            words.insert($0.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            return false
        }
        #expect(words.count == Int(WordList.count), "no word stands twice")
        let phrases = (0..<200).map { _ in phrase() }
        #expect(Set(phrases).count == 200)
        for phrase in phrases {
            let parts = phrase.split(separator: " ", omittingEmptySubsequences: false)
            #expect(parts.count == 6 && parts.allSatisfy { words.contains(String($0)) })
            #expect(weakness(phrase) == nil)
        }
        // Of 2848 words 1200 draws miss none of the first and the last hundred but by chance.
        let drawn = Set(phrases.flatMap { $0.split(separator: " ") })
        #expect(drawn.count > 800)
        #expect(drawn.contains { $0 < "b" } && drawn.contains { $0 > "y" })
    }

    private func phrase() -> String {
        Passphrase.random().withBytes { bytes in
            bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        }
    }
}
