import APIClient
import ArgumentParser
import SecretMemory

/// Signing in with the account's e-mail and password, where there is no key yet.
struct LoginOptions: ParsableArguments {
    @Option(help: "Sign in with the account's e-mail and password instead of a key.")
    var login: String?
    @Option(
        name: .customLong("login-password-fd"),
        help: "Read the account's password from this descriptor.")
    var loginPasswordDescriptor: Int32?

    /// `nil` without `--login`.
    func read() throws -> Login? {
        guard let login else { return nil }
        let source =
            loginPasswordDescriptor.map { SecretSource.descriptor($0) }
            ?? .terminal(prompt: "OUTSCALE password of \(login): ")
        return Login(email: login, password: try source.read())
    }
}

extension LoginOptions: QuickOptions {
    mutating func take(_ words: inout PlainWords) {
        login = words.text("--login")
        loginPasswordDescriptor = words.number("--login-password-fd")
    }
}
