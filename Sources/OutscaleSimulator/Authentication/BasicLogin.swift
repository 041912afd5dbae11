import Foundation

/// `Authorization: Basic base64(e-mail:password)`, RFC 7617, of the root account.
struct BasicLogin: Equatable, Sendable {
    var login: String
    /// It may contain colons; the login may not.
    var password: String

    /// Nil for another scheme, bad base64 (the URL-safe alphabet is bad), or no colon.
    init?(header: String) {
        guard header.hasPrefix("Basic "),
            let data = Data(base64Encoded: String(header.dropFirst(6))),
            let text = String(bytes: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        login = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }

    func matches(_ account: SimulatedCloud.Account) -> Bool {
        let isLogin = SHA256.areEqual(login, account.email)
        let isPassword = SHA256.areEqual(password, account.password)
        return isLogin && isPassword
    }
}
