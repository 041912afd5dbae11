import Synchronization

/// What requests with the same settings have in common: TLS sessions, and one connection for what may be repeated.
///
/// A connection lives for as long as this value, or until it is closed.
final class CurlConnections: Sendable {
    private struct State: ~Copyable {
        var sessions: TLSSessions?
        /// With a connection that an answer has come over.
        var kept: CurlHandle?
    }

    private let state = Mutex(State())

    /// The handle whose connection is kept, else a new one; it is the caller's now.
    func handle() throws(TransportFailure) -> CurlHandle {
        if let kept = state.withLock({ $0.kept.take() }) { return kept }
        return try newHandle()
    }

    /// For the next request.
    func keep(_ handle: consuming CurlHandle) {
        var handle: CurlHandle? = handle
        state.withLock { $0.kept = handle.take() }
    }

    /// A handle without a connection.
    func newHandle() throws(TransportFailure) -> CurlHandle {
        try CurlHandle(sharing: sessions())
    }

    /// Ends the connection and forgets the sessions.
    func close() {
        state.withLock {
            $0.kept = nil
            $0.sessions = nil
        }
    }

    private func sessions() throws(TransportFailure) -> TLSSessions {
        try state.withLock { state throws(TransportFailure) in
            if let sessions = state.sessions { return sessions }
            let sessions = try TLSSessions()
            state.sessions = sessions
            return sessions
        }
    }
}
