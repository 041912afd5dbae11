import CSodium
import Glibc

/// Guarded memory that fills from a descriptor piece by piece and is wiped once its bytes have been used.
///
/// What arrives may be a password: it never lies anywhere else between the kernel and ``SecretBytes``.
@safe package struct ReceiveBuffer: ~Copyable, @unchecked Sendable {  // one owner, as SecretBytes
    private let memory: UnsafeMutableRawBufferPointer
    /// How many bytes have arrived.
    package private(set) var count = 0

    /// Without guarded memory the process ends with one sentence.
    package init(capacity: Int) {
        Sodium.ready
        guard let base = unsafe sodium_malloc(capacity) else {
            ProcessEnd.withOneSentence("the system has no memory left for a message")
        }
        unsafe memory = UnsafeMutableRawBufferPointer(start: base, count: capacity)
    }

    deinit { unsafe sodium_free(memory.baseAddress) }

    /// Reads once, until there are `limit` bytes at the most.
    ///
    /// - Returns: what read(2) does: the number of new bytes, 0 at the end, -1 with `errno` set.
    package mutating func fill(from descriptor: Int32, upTo limit: Int) -> Int {
        let room = unsafe max(0, min(limit, memory.count) - count)
        let arrived = unsafe read(descriptor, memory.baseAddress.map { unsafe $0 + count }, room)
        count += max(0, arrived)
        return arrived
    }

    /// Lends what has arrived.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe UnsafeRawBufferPointer(start: memory.baseAddress, count: count).bytes)
    }

    /// Forgets what has arrived; the memory is zero afterwards.
    package mutating func wipe() {
        unsafe sodium_memzero(memory.baseAddress, count)
        count = 0
    }
}
