import Testing

@testable import APIClient

@Suite struct `An endpoint` {
    @Test(arguments: [
        ("https://api.eu-west-2.outscale.com", "https://api.eu-west-2.outscale.com"),
        ("api.eu-west-2.outscale.com", "https://api.eu-west-2.outscale.com"),
        ("HTTPS://API.Example.COM:443/", "https://api.example.com"),
        ("https://api.example.com/api/v1", "https://api.example.com"),
        ("https://api.example.com/api/v1//", "https://api.example.com"),
        ("https://api.example.com/api/latest/", "https://api.example.com"),
        ("https://api.example.com:8443/api/v1", "https://api.example.com:8443"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://127.0.0.1", "https://127.0.0.1"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"), ("http://[::1]:80", "http://[::1]"),
    ])
    func `is the origin of what people write`(text: String, origin: String) throws {
        let endpoint = try Endpoint(text, allowingInsecureLoopback: true)
        #expect(endpoint.origin == origin)
        #expect(endpoint.url(of: "ReadUsers") == origin + "/api/v1/ReadUsers")
    }

    @Test(
        arguments: [
            ("", .noHost), ("https://", .noHost), ("https:///api/v1", .noHost),
            ("ftp://example.com", .unsupportedScheme("ftp")),
            ("https://user@example.com", .notAnOrigin),
            ("https://user:pw@example.com", .notAnOrigin),
            ("https://example.com?x=1", .notAnOrigin),
            ("https://example.com#x", .notAnOrigin), ("https://example.com/v2", .notAnOrigin),
            ("https://example.com\\@evil.test", .notAnOrigin),
            ("https://[fe80::1%25eth0]", .notAnOrigin),
            ("https://exa mple.com", .invalidHost), ("https://example..com", .invalidHost),
            ("https://-a.com", .invalidHost), ("https://exämple.com", .invalidHost),
            ("https://[::1", .invalidHost), ("https://[::1]x", .invalidHost),
            ("https://[]", .invalidHost),
            ("https://a\r\nX-Evil:1", .invalidHost), ("https://a:0", .invalidPort),
            ("https://a:65536", .invalidPort), ("https://a:", .invalidPort),
            ("https://a:+1", .invalidPort),
            ("https://a:1:2", .invalidPort), ("http://api.example.com", .plainHTTP),
            ("http://localhost:3000", .plainHTTP), ("http://127.0.0.2", .plainHTTP),
            ("http://127.1", .plainHTTP), ("http://0x7f000001", .plainHTTP),
            ("http://127.0.0.1.evil.test", .plainHTTP), ("http://[::ffff:127.0.0.1]", .plainHTTP),
        ] as [(String, EndpointError)])
    func `is nothing else`(text: String, expected: EndpointError) {
        let error = #expect(throws: EndpointError.self) {
            try Endpoint(text, allowingInsecureLoopback: true)
        }
        #expect(error == expected)
    }

    @Test func `is plain only where that was allowed`() {
        let error = #expect(throws: EndpointError.self) {
            try Endpoint("http://127.0.0.1:3000", allowingInsecureLoopback: false)
        }
        #expect(error == .insecureLoopbackNotAllowed)
    }

    @Test func `is standard for its own region alone`() throws {
        let (paris, osaka) = (
            try #require(Region("eu-west-2")), try #require(Region("ap-northeast-1"))
        )
        let endpoint = try Endpoint(
            "https://api.eu-west-2.outscale.com/api/v1", allowingInsecureLoopback: false)
        #expect(endpoint.isStandard(for: paris))
        #expect(!endpoint.isStandard(for: osaka))
    }

    @Test(arguments: [
        ("eu-west-2", true), ("cloudgouv-eu-west-1", true), ("x", true), ("", false), ("-a", false),
        ("a-", false), ("EU-WEST-2", false), ("a.b", false), ("a/b", false), ("a\n", false),
        ("é", false),
        (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
    ])
    func `is named after a region, a label of a host name`(name: String, valid: Bool) {
        #expect((Region(name) != nil) == valid)
    }
}
