import CSQLite

/// Prepared statements that nobody uses just now, by their text: preparing one takes longer than running most of them.
///
/// A statement that lies here is reset, so it holds no lock, and has forgotten what was bound to it.
@safe final class StatementCache {
    /// Keys are addresses of `StaticString`s, which stay what they are.
    private var idle: [UInt: OpaquePointer] = unsafe [:]
    private var isEnded = false

    /// The statement of a text, if one is idle; it is the caller's now.
    func take(_ sql: StaticString) -> OpaquePointer? {
        unsafe idle.removeValue(forKey: Self.address(of: sql))
    }

    /// Takes a statement back, or ends it where there is one of its text.
    func keep(_ handle: OpaquePointer, _ sql: StaticString) {
        let address = Self.address(of: sql)
        guard !isEnded, unsafe idle[address] == nil else {
            unsafe sqlite3_finalize(handle)
            return
        }
        // What is wrong with a statement was said when it was stepped.
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
        unsafe idle[address] = handle
    }

    /// Ends them all, and each that comes later; SQLite closes no connection that has any.
    func end() {
        isEnded = true
        while let one = unsafe idle.popFirst() { unsafe sqlite3_finalize(one.value) }
    }

    private static func address(of sql: StaticString) -> UInt {
        UInt(bitPattern: unsafe sql.utf8Start)
    }
}
