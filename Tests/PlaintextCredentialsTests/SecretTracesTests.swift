import Foundation
import SecretMemory
import Testing

@testable import PlaintextCredentials

@Suite("Secrets that lie around")
struct SecretTracesTests {
    private static let known = "KNOWN0SECRET1KEY2OF3THE4VAULT5ABCDEFGHIJ"
    private static let other = "ABCDEFGHIJ0123456789ABCDEFGHIJ0123456789"

    private func search(_ text: String) -> SecretTraces.Found {
        var traces = SecretTraces()
        traces.add(SecretBytes(copying: Array(Self.known.utf8)), named: "alice")
        return SecretBytes(copying: Array(text.utf8)).withBytes { traces.search($0) }
    }

    @Test(arguments: [
        known, "x=\(known)", "\"\(known)\"", "https://AK:\(known)@host/", "a\n\(known)\nb",
        "secret_key: '\(known)',", "\(known);x",
    ])
    func `of the vault are known again by their fingerprints`(text: String) {
        #expect(search(text).names == ["alice"])
        #expect(!search(text).hasUnknown)
    }

    @Test(arguments: [
        "", "x", String(known.dropLast()), known + "X", known.lowercased(), "-" + known,
    ])
    func `are not seen in what is like them`(text: String) {
        #expect(search(text).names.isEmpty)
    }

    @Test(arguments: [
        "OSC_SECRET_KEY=\(other)", "\"secret_key\": \"\(other)\"", "--secret-key \(other)",
        "curl --user ABCDEFGHIJ0123456789:\(other) https://x", "SecretKey:\t\(other)",
    ])
    func `of others are known by what stands before them`(text: String) {
        #expect(search(text).hasUnknown)
    }

    @Test(arguments: [
        "commit \(other)", "secret\n\(other)", "SECRET=\(String(repeating: "A", count: 40))",
        "secret \(other.lowercased())", "id:\(other)",
        "secret \(String(repeating: " ", count: 40))\(other)",
    ])
    func `are not seen in every number of forty digits`(text: String) {
        #expect(!search(text).hasUnknown)
    }

    @Test func `are all seen where one text has several`() {
        var traces = SecretTraces()
        traces.add(SecretBytes(copying: Array("first-secret".utf8)), named: "a")
        traces.add(SecretBytes(copying: Array("second-secret".utf8)), named: "b")
        let text = SecretBytes(copying: Array("first-secret,second-secret \(Self.other)".utf8))
        #expect(text.withBytes { traces.search($0) }.names == ["a", "b"])
    }
}
