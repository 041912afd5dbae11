import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

@Suite struct `A proxy` {
    static let schemes = ["http", "socks5h"]

    private func settings(_ scheme: String, _ port: UInt16) throws -> TransportSettings {
        TransportSettings(
            proxy: try ProxyURL("\(scheme)://127.0.0.1:\(port)"), timeoutSeconds: 60)
    }

    private func create(_ url: String, _ settings: TransportSettings) throws -> APIError? {
        #expect(throws: APIError.self) {
            _ = try client(url, settings: settings).createAccessKey(
                user: nil, expiresAt: nil, tag: "t")
        }
    }

    @Test(arguments: schemes)
    func `resolves the name, and sees nothing but it`(scheme: String) throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let front = try TLSFront(certificate: "elsewhere", for: server, authority: authority)
        let proxy = try LoopbackProxy()
        var settings = try settings(scheme, proxy.port)
        settings.caFile = FilePath(authority.file)
        let issued = try client("https://elsewhere.test:\(front.port)", settings: settings)
            .createAccessKey(user: nil, expiresAt: nil, tag: nil)
        #expect(revealed(issued.secret).count == 40)
        #expect(server.requests.first?.header("Authorization") != nil)
        let asked = try #require(proxy.asked.first)
        #expect(asked.contains("elsewhere.test:\(front.port)"))
        for header in ["Authorization", "X-Osc-Date", "Content-Type"] {
            #expect(!asked.lowercased().contains(header.lowercased()), "\(asked)")
        }
    }

    @Test(arguments: schemes)
    func `does not vouch for who is behind it`(scheme: String) throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let proxy = try LoopbackProxy()
        var settings = try settings(scheme, proxy.port)
        settings.caFile = FilePath(authority.file)
        let error = try create("https://elsewhere.test:\(front.port)", settings)
        #expect(error.map(summary) == "unreachable tls(APIClient.TLSFailure.wrongHost)")
        #expect(error?.outcome == .nothingHappened)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: schemes)
    func `gets its login, and nobody else does`(scheme: String) throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let proxy = try LoopbackProxy()
        var settings = try settings(scheme, proxy.port)
        settings.proxyLogin = try ProxyLogin(secret("me:pass:wörd"))
        _ = try client(server.url, settings: settings).createAccessKey(
            user: nil, expiresAt: nil, tag: nil)
        let basic = Data("me:pass:wörd".utf8).base64EncodedString()
        let login = scheme == "http" ? "Proxy-Authorization: Basic \(basic)" : "LOGIN me:pass:wörd"
        #expect(proxy.asked.contains { $0.contains(login) }, "\(proxy.asked)")
        #expect(server.requests.first?.header("Proxy-Authorization") == nil)
    }

    @Test(arguments: ["", "me", ":password", "me:pass\nword", "me:\0", "\u{7F}:x"])
    func `has a login of a user and a password in one line`(text: String) {
        #expect(throws: InvalidSetting.proxyLogin) { _ = try ProxyLogin(secret(text)) }
    }

    @Test(arguments: [("ca.pem", true), ("other.pem", false)])
    func `is spoken to by TLS where its URL says so, and must be trusted`(
        ca: String, isTrusted: Bool
    ) throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let proxy = try LoopbackProxy()
        let front = try TLSFront(
            certificate: "good", before: proxy.port, authority: authority)
        var settings = try settings("https", front.port)
        settings.caFile = FilePath(authority.path(ca))
        let client = try client(server.url, settings: settings)
        do {
            _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: nil)
            #expect(isTrusted)
        } catch {
            #expect(!isTrusted)
            #expect(
                summary(error)
                    == "unreachable proxy(APIClient.ProxyFailure.tls(APIClient.TLSFailure.unknownAuthority))"
            )
        }
        #expect(server.requests.count == (isTrusted ? 1 : 0))
    }

    @Test(arguments: [407, 403, 400, 502, 503, 301])
    func `that refuses the way has carried nothing`(status: Int) throws {
        let proxy = try LoopbackProxy(.refuses(status: status))
        let error = try create("https://api.test", settings("http", proxy.port))
        #expect(
            error.map(summary)
                == "unreachable proxy(APIClient.ProxyFailure.refused(status: \(status)))")
        #expect(error?.outcome == .nothingHappened)
        #expect(error?.isWorthAnotherTry == (status >= 500))
        #expect(proxy.asked.count == 1)
    }

    @Test(arguments: [UInt8](1...8))
    func `that refuses by SOCKS has carried nothing`(code: UInt8) throws {
        let proxy = try LoopbackProxy(.refusesBySOCKS(code: code))
        let error = try create("https://api.test", settings("socks5h", proxy.port))
        #expect(error.map(summary) == "unreachable proxy(APIClient.ProxyFailure.refusedBySOCKS)")
        #expect(error?.outcome == .nothingHappened)
    }

    @Test(arguments: schemes)
    func `that ends before there is a way has carried nothing`(scheme: String) throws {
        let proxy = try LoopbackProxy(.endsBeforeTheTunnel)
        let error = try create("https://api.test", settings(scheme, proxy.port))
        #expect(error?.outcome == .nothingHappened)
        #expect(error.map(summary)?.hasPrefix("unreachable proxy") == true, "\(error as Any)")
    }

    @Test func `that is silent has carried nothing`() throws {
        let proxy = try LoopbackProxy(.isSilent)
        var settings = try settings("http", proxy.port)
        settings.timeoutSeconds = 1
        let error = try create("https://api.test", settings)
        #expect(error.map(summary) == "unreachable proxy(APIClient.ProxyFailure.timedOut)")
        #expect(error?.outcome == .nothingHappened)
    }

    @Test(arguments: schemes)
    func `that is not there has carried nothing`(scheme: String) throws {
        let port = try LoopbackServer(always: .drop).port
        let error = try create("https://api.test", settings(scheme, port))
        #expect(error.map(summary) == "unreachable proxy(APIClient.ProxyFailure.notConnected)")
        #expect(error?.outcome == .nothingHappened)
    }

    @Test(arguments: schemes)
    func `without an address has carried nothing`(scheme: String) throws {
        let settings = TransportSettings(proxy: try ProxyURL("\(scheme)://no-such-host.invalid:1"))
        let error = try create("https://api.test", settings)
        #expect(error.map(summary) == "unreachable proxy(APIClient.ProxyFailure.nameNotResolved)")
    }

    /// The request went out and was carried out; nobody here can know.
    @Test(arguments: schemes)
    func `that dies with the answer leaves the outcome open`(scheme: String) throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let proxy = try LoopbackProxy(.endsBeforeTheAnswer)
        let error = try create(server.url, settings(scheme, proxy.port))
        #expect(error.map(summary) == "interrupted connectionLost")
        #expect(error?.outcome == .unknown)
        #expect(server.requests.count == 1)
    }

    @Test func `of the environment is not followed, and told where there is no way`() throws {
        let port = try LoopbackServer(always: .drop).port
        var settings = TransportSettings()
        settings.ignoredProxyVariable = "HTTPS_PROXY"
        for url in ["http://127.0.0.1:\(port)", "https://no-such-host.invalid"] {
            guard case .unreachable(let failure) = try create(url, settings) else {
                Issue.record("it was reachable")
                continue
            }
            #expect(failure.ignoredProxyVariable == "HTTPS_PROXY")
        }
        let server = try LoopbackServer(always: .json(Disturbance.denied, status: 401))
        #expect(try create(server.url, settings)?.refusal != nil)
    }
}
