import PostgreSQL

extension VaultError {
    /// What a caller can act on.
    init(_ error: DatabaseError) {
        self = .team(TeamError(error))
    }
}

extension TeamError {
    init(_ error: DatabaseError) {
        switch error {
        case .libraryMissing:
            self = .setting("libpq, which speaks with PostgreSQL, is not installed, or too old")
        case .malformed(let reason), .insecure(let reason): self = .setting(reason)
        case .unreachable(let host, let reason):
            self = .unreachable(host.isEmpty ? reason : "\(host): \(reason)")
        case .noServer(let host):
            self = .setting("what answers at \(host) is no PostgreSQL server; check host and port")
        case .noDatabase(let reason): self = .noDatabase(reason)
        case .loginRefused(let reason): self = .login(reason)
        case .untrusted(let reason): self = .untrusted(reason)
        case .conflict, .serialization: self = .overtaken
        case .timedOut: self = .unreachable("the server does not answer in time")
        case .denied: self = .denied("this login lacks the right to it")
        case .missing: self = .noVault
        case .refused(let state, let message): self = .database("\(message) (\(state))")
        case .connectionLost: self = .unreachable("the server has ended the connection")
        case .unclear: self = .unclear
        case .answerTooLarge: self = .database("an answer is larger than any of a vault")
        }
    }
}
