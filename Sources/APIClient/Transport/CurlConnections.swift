import SecretMemory
import Synchronization

/// What requests with the same settings have in common: TLS sessions, and one connection for what may be repeated.
///
/// An answer over a kept connection is matched with its request by nothing but its place. So a connection is kept only
/// after an answer that was a success, and used again only if nothing has come over it since.
///
/// A connection lives for as long as this value, or until it is closed.
final class CurlConnections: Sendable {
    private struct State: ~Copyable {
        var sessions: TLSSessions?
        var kept: KeptConnection?
    }

    private let state = Mutex(State())

    /// The connection that is kept, if nothing has come over it since; it is the caller's now.
    func take() -> KeptConnection? {
        guard let kept = state.withLock({ $0.kept.take() }), kept.handle.isQuiet else { return nil }
        return kept
    }

    /// For the next request.
    func keep(_ handle: consuming CurlHandle, after response: borrowing HTTPResponse) {
        guard (200..<300).contains(response.status) else { return }
        var kept: KeptConnection? = KeptConnection(handle: handle, lastAnswer: response.digest)
        state.withLock { $0.kept = kept.take() }
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

/// A connection that an answer has come over, and that answer's digest.
struct KeptConnection: ~Copyable {
    let handle: CurlHandle
    let lastAnswer: [UInt8]

    consuming func intoHandle() -> CurlHandle { handle }
}

extension HTTPResponse {
    fileprivate var digest: [UInt8] { body.withBytes { unsafe BLAKE2b.digest(of: $0.bytes) } }

    /// Whether it may be another request's answer: the one before once more, since each has an id of its own; or a word
    /// to whoever sends nothing for a while (RFC 9110, section 15.5.9).
    func isStray(after lastAnswer: [UInt8]) -> Bool { status == 408 || digest == lastAnswer }
}
