import CSodium

/// Guarded memory that is written again and again: what flows through may hold a secret.
///
/// The same memory as that of ``SecretBytes``, with the same end, but never frozen.
@safe package struct GuardedBuffer: ~Copyable, @unchecked Sendable {  // one owner
    private let memory: UnsafeMutableRawBufferPointer

    /// The number of bytes.
    package var capacity: Int { unsafe memory.count }

    /// Without guarded memory the process ends with one sentence.
    package init(capacity: Int) {
        Sodium.ready
        guard let base = unsafe sodium_malloc(capacity) else {
            ProcessEnd.withOneSentence("the system has no memory left for a secret")
        }
        unsafe memory = UnsafeMutableRawBufferPointer(start: base, count: capacity)
    }

    deinit { unsafe sodium_free(memory.baseAddress) }

    /// Lends the memory for the duration of `body`.
    package mutating func withMutableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(memory)
    }

    /// Lends all of it to be read.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe UnsafeRawBufferPointer(memory).bytes)
    }
}
