import Foundation
import Testing
import VaultTestSupport

/// A company's proxy between vault and OUTSCALE.
@Suite("Behind a proxy", .serialized)
struct ProxyTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
    }

    private func use(_ proxy: LoopbackProxy, _ scheme: String = "http") throws {
        try home.succeed(
            "profile", "set", "test", "--proxy", "\(scheme)://127.0.0.1:\(proxy.port)")
    }

    private func create() throws -> Finished {
        try home.vault("create-key", "--user", "alice", "--expires", "9d")
    }

    @Test(arguments: ["http", "socks5h"])
    func `a key is created through it, and directly again without it`(scheme: String) throws {
        let proxy = try LoopbackProxy()
        try use(proxy, scheme)
        #expect(try create().status == 0)
        let count = proxy.asked.count
        // No connection through a proxy is kept.
        #expect(count > 2)
        #expect(try home.succeed("profile", "show").output.contains("\(scheme)://127.0.0.1:"))
        try home.succeed("profile", "set", "test", "--proxy", "none")
        try home.succeed("users")
        #expect(proxy.asked.count == count)
    }

    @Test(arguments: [(407, "wants a login"), (403, "HTTP 403"), (502, "HTTP 502")])
    func `nothing is created where it refuses the way`(status: Int, words: String) throws {
        let proxy = try LoopbackProxy(.refuses(status: status))
        try use(proxy)
        home.expect(69, words, try create())
        #expect(!proxy.asked.isEmpty)
        #expect(try simulator.creations().count == 1)
        #expect(try !home.vault("list").errors.contains("pending"))
    }

    @Test(arguments: ["--proxy-login-fd", "--proxy-login-file"])
    func `its login is sealed, used, shown nowhere, and goes with the proxy`(option: String) throws
    {
        let proxy = try LoopbackProxy()
        try home.write("me:pa55-of-the-proxy\n", to: "login")
        try use(proxy)
        // Descriptor 3 is the file.
        try home.succeed(
            "profile", "set", "test", option, option.hasSuffix("fd") ? "3" : home.path("login"))
        try home.succeed("users")
        let basic = Data("me:pa55-of-the-proxy".utf8).base64EncodedString()
        #expect(proxy.asked.last?.contains("Proxy-Authorization: Basic \(basic)") == true)
        let shown = try home.succeed("profile", "show", "-o", "json").output
        #expect(shown.contains("\"proxyLogin\":true"))
        #expect(!home.transcript.contains("pa55-of") && !home.transcript.contains(basic))
        try home.write("gone", to: "login")
        #expect(home.files().allSatisfy { $0.content.range(of: Data("pa55-of".utf8)) == nil })
        // Another proxy does not get it.
        let other = try LoopbackProxy()
        try use(other)
        try home.succeed("users")
        #expect(other.asked.last?.contains("Proxy-Authorization") == false)
    }

    @Test func `its login can be removed, and needs a proxy`() throws {
        try home.write("me:pa55", to: "login")
        home.expect(
            64, "Give --proxy URL",
            try home.vault("profile", "set", "test", "--proxy-login-fd", "3"))
        try use(try LoopbackProxy())
        try home.succeed("profile", "set", "test", "--proxy-login-fd", "3")
        try home.succeed("profile", "set", "test", "--no-proxy-login")
        #expect(
            try home.succeed("profile", "show", "-o", "json").output.contains(
                "\"proxyLogin\":false"))
        try home.write("no colon", to: "login")
        home.expect(
            78, "user:password",
            try home.vault("profile", "set", "test", "--proxy-login-fd", "3"))
    }

    /// The secret of such a command line is in the process list already; it is not in the terminal too.
    @Test func `a login in its URL is refused, and not repeated`() throws {
        let finished = try home.vault(
            "profile", "set", "test", "--proxy", "http://user:pa55word@proxy.test:3128")
        home.expect(78, "user and password can't be in its URL", finished)
        #expect(!(finished.output + finished.errors).contains("pa55word"))
    }

    @Test func `of the environment is not followed, and told where there is no connection`() throws
    {
        let proxy = try LoopbackProxy()
        let variables = ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"]
        #expect(try home.vault("users", environment: variables).status == 0)
        try home.succeed("profile", "set", "test", "--endpoint", "https://no-such-host.invalid")
        home.expect(
            69, "HTTPS_PROXY is set, and vault does not follow it",
            try home.vault("users", environment: variables))
        #expect(try !home.vault("users").errors.contains("HTTPS_PROXY"))
        #expect(proxy.asked.isEmpty)
    }
}
