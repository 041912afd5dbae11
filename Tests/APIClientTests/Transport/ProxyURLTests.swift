import Testing

@testable import APIClient

@Suite struct `A proxy's URL` {
    @Test(arguments: [
        ("http://proxy.test:3128", "http://proxy.test:3128"),
        ("proxy.test", "http://proxy.test:80"),
        ("HTTPS://Proxy.Test/", "https://proxy.test:443"),
        ("socks5h://[::1]", "socks5h://[::1]:1080"),
    ])
    func `is read as scheme, host and port`(text: String, url: String) throws {
        #expect(try ProxyURL(text).description == url)
    }

    @Test(
        arguments: [
            ("http://user:secret@proxy.test:1", .hasLogin), ("user@proxy.test", .hasLogin),
            ("socks5://proxy.test", .unsupportedScheme("socks5")),
            ("ftp://proxy.test", .unsupportedScheme("ftp")), ("http://", .invalid(.noHost)),
            ("http://proxy.test/path", .invalid(.notAnOrigin)),
            ("http://proxy.test:0", .invalid(.invalidPort)), ("", .invalid(.noHost)),
        ] as [(String, ProxyURLError)])
    func `is refused where it is something else`(text: String, error: ProxyURLError) {
        #expect(throws: error) { _ = try ProxyURL(text) }
    }
}
