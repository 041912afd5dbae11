/// Why no agent could be used; one case per thing that a command can act on.
package enum AgentError: Error, Hashable, Sendable {
    /// Nobody listens.
    case notRunning
    /// A socket or its directory that somebody else may have put there.
    case unsafeSocket(path: String, reason: String)
    /// The path is longer than the kernel takes for a socket.
    case pathTooLong(path: String)
    /// Another user answers.
    case foreignServer(user: UInt32)
    case refused(AgentRefusal)
    /// What came back is no message of this protocol.
    case notAnAgent
    /// It is of a program that lacks something that this one needs.
    case older
    /// The connection broke.
    case lost
    /// No answer came in time.
    case timedOut
    /// The operating system refused an operation.
    case system(operation: String, path: String, code: Int32)
}
