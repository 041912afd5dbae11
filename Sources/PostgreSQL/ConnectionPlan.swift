/// Where and how a connection will be made: an address with all that environment and service file add to it, judged
/// before anything is sent.
struct ConnectionPlan {
    let address: DatabaseAddress
    let targets: [ConnectionTarget]
    /// The database's name; the user's, where none is given.
    let database: String
    /// What is wanted of the server: `read-write`, `prefer-standby`, ….
    let sessionKind: String
    /// Whether a word for TCP_USER_TIMEOUT is given.
    private let hasUserTimeout: Bool

    /// - Throws: `insecure` for less than `sslmode=verify-full` over a network, whoever says so.
    init(_ address: DatabaseAddress) throws(DatabaseError) {
        try PostgresLibrary.load()
        try ConnectionWords.check(address)
        let words = try Self.effectiveWords(address)
        self.address = address
        targets = try ConnectionTarget.list(words)
        database = words["dbname"] ?? words["user"] ?? ""
        sessionKind = words["target_session_attrs"] ?? "any"
        hasUserTimeout = words["tcp_user_timeout"] != nil
        try judge(words)
    }

    /// The words to connect with.
    func words(for target: ConnectionTarget, sessionKind: String) -> [(String, String)] {
        var words = [
            ("dbname", address.text),
            // The judged setting, should the service file change in between. Sockets do not heed it.
            ("sslmode", "verify-full"),
            // It would come before TLS and takes its place.
            ("gssencmode", "disable"),
            ("client_encoding", "UTF8"),
            ("fallback_application_name", "vault"),
            ("target_session_attrs", sessionKind),
        ]
        // One of several addresses of a host may take no packets; milliseconds.
        if !hasUserTimeout { words.append(("tcp_user_timeout", "10000")) }
        return targets.count == 1 ? words : words + target.words
    }

    /// What libpq makes of address, service file and environment together.
    ///
    /// It tells that of a connection only. This one comes to nothing: libpq takes all words in and gives up at one
    /// that it does not know, before it looks for a host.
    private static func effectiveWords(
        _ address: DatabaseAddress
    ) throws(DatabaseError) -> [String: String] {
        let handle = try ConnectionHandle([("dbname", address.text), ("gssencmode", "none")])
        let said = handle.failureWords
        guard said.contains("gssencmode") else { throw .malformed(reason: ServerText.line(said)) }
        return handle.effectiveWords()
    }

    private func judge(_ words: [String: String]) throws(DatabaseError) {
        let mode = words["sslmode"] ?? "prefer"
        guard mode == "verify-full" || targets.allSatisfy(\.isSocket) else {
            throw .insecure(
                reason: "sslmode is \(ServerText.line(mode)): the server must prove who it is, "
                    + "which takes sslmode=verify-full")
        }
        // Before the colon stands an engine of OpenSSL's, or a file, which is loaded as code.
        guard words["sslkey"]?.contains(":") != true else {
            throw .insecure(reason: "sslkey names an engine, which is code; it must be a file")
        }
        guard words["sslkeylogfile"] == nil else {
            throw .insecure(reason: "sslkeylogfile has the connection's keys written down")
        }
    }
}
