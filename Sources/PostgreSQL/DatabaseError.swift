/// Why a database did not do what it was asked; one case per thing that a caller can act on.
///
/// A reason is one short printable line. It never has a password in it.
package enum DatabaseError: Error, Hashable, Sendable {
    /// libpq is not there, or older than version 14.
    case libraryMissing
    /// The address is none that libpq understands.
    case malformed(reason: String)
    /// What was asked for would be weaker than it may be. Nothing was sent.
    case insecure(reason: String)
    /// Nobody answers there, or the server takes nobody in at the moment.
    case unreachable(host: String, reason: String)
    /// What answers there does not speak PostgreSQL's protocol.
    case noServer(host: String)
    /// The server does not let this user in.
    case loginRefused(reason: String)
    /// The server could not prove by TLS who it is.
    case untrusted(reason: String)
    /// A row with that key is there already (SQLSTATE 23505).
    case conflict(constraint: String?)
    /// Two transactions got into each other's way; the same again may succeed (40001, 40P01).
    case serialization
    /// The server's limit for a statement is over, or it was silent for too long.
    case timedOut
    /// Others had what the statement waits for, until the limit for that was over (55P03).
    case lockTimeout
    /// This user may not do that (42501).
    case denied
    /// There is no such schema or table (3F000, 42P01).
    case missing
    /// The server refused for another reason; `state` is its SQLSTATE.
    case refused(state: String, message: String)
    /// The connection ended. An open transaction is rolled back.
    case connectionLost
    /// Whether the transaction is committed is not known.
    case unclear
    /// The answer, or a row, is larger than it may be.
    case answerTooLarge
}
