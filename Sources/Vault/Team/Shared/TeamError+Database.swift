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
        case .loginRefused(let reason): self = .login(reason)
        case .untrusted(let reason): self = .untrusted(reason)
        case .conflict, .serialization: self = .overtaken
        case .timedOut: self = .unreachable("the server does not answer in time")
        case .lockTimeout: self = .crowded
        case .denied: self = .denied("this login lacks the right to it")
        case .missing: self = .noVault
        case .refused("3D000", let message): self = .noDatabase(message)
        case .refused(let state, let message) where Self.isSchemaState(state):
            self = .schema("\(message) (\(state))")
        case .refused(let state, let message): self = .database("\(message) (\(state))")
        case .connectionLost: self = .unreachable("the server has ended the connection")
        case .unclear: self = .unclear
        case .answerTooLarge: self = .database("an answer is larger than any of a vault")
        }
    }

    /// What our statements, which don't change, meet only in tables that are not ours (PostgreSQL, appendix A): classes 22 data
    /// exception, 23 integrity constraint violation, 42 syntax error or access rule violation, 44 WITH CHECK OPTION; a feature that
    /// a view has not, an object in a state of its own, and what a trigger raises.
    private static func isSchemaState(_ state: String) -> Bool {
        ["22", "23", "42", "44"].contains(state.prefix(2))
            || ["0A000", "55000", "P0001"].contains(state)
    }
}
