import APIClient
import KernelText

/// A proxy as a user types it.
enum ProxyOption {
    static func parse(_ text: String) throws -> ProxyURL {
        do { return try ProxyURL(text) } catch {
            throw Failure(.setting, "setting", sentence(error, text))
        }
    }

    /// The variable by which other programs would find a proxy; vault does not follow it, because who sets a
    /// process's environment should not choose whom it talks to.
    static var ignoredVariable: String? {
        ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            .first { Inherited.value(of: $0).map { !$0.bytes.isEmpty } ?? false }
    }

    /// A text with a login in it is not repeated.
    private static func sentence(_ error: ProxyURLError, _ text: String) -> String {
        switch error {
        case .hasLogin:
            "a proxy's user and password can't be in its URL, where every process list shows them. Give "
                + "the URL without them, and user:password with --proxy-login-fd, --proxy-login-file or "
                + "--ask-proxy-login."
        case .unsupportedScheme(let scheme):
            "'\(scheme)' is no proxy that vault can use: http, https or socks5h is."
        case .invalid: "'\(text)' can't be the proxy: write http://HOST:PORT."
        }
    }
}
