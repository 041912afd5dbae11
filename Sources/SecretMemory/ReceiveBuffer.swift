import CSodium
import Glibc

/// Guarded memory that fills from a descriptor piece by piece and is wiped once its bytes have been used.
///
/// What arrives may be a password: it never lies anywhere else between the kernel and ``SecretBytes``.
package struct ReceiveBuffer: ~Copyable {
    private var buffer: GuardedBuffer
    /// How many bytes have arrived.
    package private(set) var count = 0

    /// Without guarded memory the process ends with one sentence.
    package init(capacity: Int) { buffer = GuardedBuffer(capacity: capacity) }

    /// Reads once, until there are `limit` bytes at the most.
    ///
    /// - Returns: what read(2) does: the number of new bytes, 0 at the end, -1 with `errno` set.
    package mutating func fill(from descriptor: Int32, upTo limit: Int) -> Int {
        let start = count
        let arrived = unsafe buffer.withMutableBytes { memory in
            let room = max(0, min(limit, memory.count) - start)
            return unsafe read(descriptor, memory.baseAddress.map { unsafe $0 + start }, room)
        }
        count += max(0, arrived)
        return arrived
    }

    /// Lends what has arrived.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withBytes { bytes throws(Failure) in try body(bytes.extracting(first: count)) }
    }

    /// Forgets what has arrived; the memory is zero afterwards.
    package mutating func wipe() {
        let used = count
        unsafe buffer.withMutableBytes { unsafe sodium_memzero($0.baseAddress, used) }
        count = 0
    }
}
