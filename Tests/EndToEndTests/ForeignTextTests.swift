import Foundation
import Testing
import VaultTestSupport

/// Text that another administrator wrote at OUTSCALE may hold what a terminal obeys.
@Suite("Foreign text", .serialized)
struct ForeignTextTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice")
        let id = try home.listed("alice").accessKeyId
        try simulator.control(
            "keys",
            "{\"do\":\"update\",\"accessKeyId\":\"\(id)\",\"tag\":\"a\\u001b]0;b\\u0007\\u202ec\\nd\"}"
        )
        try home.succeed("reconcile", "--fix")
    }

    @Test(arguments: [
        ["show", "alice"], ["show", "alice", "-o", "json"], ["list"], ["list", "-o", "json"],
        ["list", "-o", "csv"], ["reconcile"], ["reconcile", "-o", "json"],
        ["reconcile", "-o", "csv"], ["users"], ["log"], ["log", "-o", "csv"], ["status"],
    ])
    func `brings no control character to the terminal`(words: [String]) throws {
        let finished = try home.succeed(words)
        let odd = (finished.output + finished.errors).unicodeScalars.filter {
            $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
        }
        #expect(odd.isEmpty, "\(odd.map { String($0.value, radix: 16) })")
    }

    @Test func `is whole in JSON`() throws {
        #expect(try home.listed("alice").tag == "a\u{1B}]0;b\u{7}\u{202E}c\nd")
    }
}
