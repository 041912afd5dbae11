import CPostgres
import Glibc

/// One of libpq's connections (`PQfinish`); every call of libpq that has to do with one.
@safe final class ConnectionHandle {
    enum Polling { case reading, writing, done, failed }

    private let connection: OpaquePointer

    /// Starts one. No password is sent before ``poll()`` is called.
    ///
    /// - Parameter words: libpq's, by keyword; later ones beat earlier ones.
    init(_ words: [(String, String)]) throws(DatabaseError) {
        let connection = unsafe CStrings.withPointers(words.map(\.0)) { keywords in
            unsafe CStrings.withPointers(words.map(\.1)) { values in
                unsafe cpostgres_connect_start(keywords, values)
            }
        }
        guard let connection = unsafe connection else { throw .connectionLost }
        unsafe self.connection = connection
    }

    deinit { unsafe cpostgres_free(connection) }

    func poll() -> Polling {
        switch unsafe Int(cpostgres_connect_poll(connection)) {
        case CPOSTGRES_POLLING_READING: .reading
        case CPOSTGRES_POLLING_WRITING: .writing
        case CPOSTGRES_POLLING_OK: .done
        default: .failed
        }
    }

    /// Makes an open connection ready for statements.
    func begin() -> Bool { unsafe cpostgres_begin(connection) }

    /// Every word as it is in effect.
    func effectiveWords() -> [String: String] {
        guard let options = unsafe cpostgres_options(connection) else { return [:] }
        defer { unsafe cpostgres_options_free(options) }
        return unsafe ConnectionWords.values(options)
    }

    /// Whether it can't be used, or not be made.
    var hasFailed: Bool { unsafe cpostgres_has_failed(connection) }
    var isOpen: Bool { unsafe cpostgres_is_open(connection) }
    var isEncrypted: Bool { unsafe cpostgres_is_encrypted(connection) }
    var isInTransaction: Bool { unsafe cpostgres_in_transaction(connection) }
    var serverVersion: Int { unsafe Int(cpostgres_server_version(connection)) }

    /// libpq's words on what went wrong, as they are but for a password.
    var failureWords: String { unsafe withoutPassword(cpostgres_words(connection)) }

    /// - Returns: nothing of a text that has the connection's password in it.
    @unsafe func withoutPassword(_ text: UnsafePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "" }
        if unsafe cpostgres_mentions_password(connection, text) {
            return "what the server said has the password in it"
        }
        return unsafe String(cString: text)
    }

    // MARK: Statements

    func send(_ statement: DatabaseStatement) -> Bool {
        var (types, lengths, bytes): ([UInt32], [Int32], [UInt8]) = ([], [], [])
        for parameter in statement.parameters {
            types.append(parameter.type)
            let encoded = parameter.encoded
            guard let length = Int32(exactly: encoded?.count ?? -1) else { return false }
            lengths.append(length)
            bytes.append(contentsOf: encoded ?? [])
        }
        // An empty array need not have an address, and an empty value is not null.
        types.append(0)
        lengths.append(0)
        bytes.append(0)
        return unsafe cpostgres_send(
            connection, statement.text, statement.parameters.count, types, bytes, lengths)
    }

    func sendSync() -> Bool { unsafe cpostgres_send_sync(connection) }

    /// Whether all is sent; `nil` where that failed.
    func flush() -> Bool? {
        switch unsafe cpostgres_flush(connection) {
        case 0: true
        case 1: false
        default: nil
        }
    }

    var isBusy: Bool { unsafe cpostgres_is_busy(connection) }
    var waitingBytes: Int { unsafe cpostgres_waiting(connection) }
    func consume() -> Bool { unsafe cpostgres_consume(connection) }
    func readRowByRow() { _ = unsafe cpostgres_one_by_one(connection) }
    func takeWarnings() -> Int { unsafe Int(cpostgres_take_warnings(connection)) }

    /// `nil` after a statement's last.
    func next() -> ResultHandle? {
        guard let result = unsafe cpostgres_next(connection) else { return nil }
        return unsafe ResultHandle(result)
    }

    /// Waits until the socket is ready for one of the events.
    ///
    /// - Returns: `false` if it is not when `deadline` comes, or a signal.
    func wait(for events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        let rest = max(ContinuousClock.now.duration(to: deadline), .zero).components
        let milliseconds = rest.seconds * 1000 + rest.attoseconds / 1_000_000_000_000_000
        var descriptor = pollfd(
            fd: unsafe cpostgres_socket(connection), events: Int16(truncatingIfNeeded: events),
            revents: 0)
        // One more, so that a rest of less than one does not spin.
        return unsafe Glibc.poll(&descriptor, 1, Int32(clamping: milliseconds + 1)) > 0
    }
}
