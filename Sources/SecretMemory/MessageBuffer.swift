import CSodium
import Glibc

/// Guarded memory for one message after another: it arrives piece by piece or is written, is used, and is wiped.
///
/// A message may be a password or have a secret in it: it never lies anywhere else between the kernel and
/// ``SecretBytes``. The memory is asked for once, since locking and guarding it costs a dozen system calls.
package struct MessageBuffer: ~Copyable {
    private var buffer: GuardedBuffer
    /// How many bytes the message has so far.
    package private(set) var count = 0

    package var capacity: Int { buffer.capacity }

    /// Without guarded memory the process ends with one sentence.
    package init(capacity: Int) {
        buffer = GuardedBuffer(capacity: capacity)
        unsafe buffer.withMutableBytes { unsafe sodium_memzero($0.baseAddress, $0.count) }
    }

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

    /// Writes a message from its first byte on. If `body` throws, nothing is left of it.
    package mutating func write<Failure: Error>(
        _ body: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        wipe()
        count = try unsafe buffer.withMutableBytes { memory throws(Failure) in
            var output = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
            do throws(Failure) { try body(&output) } catch {
                let written = unsafe output.finalize(for: memory)
                unsafe sodium_memzero(memory.baseAddress, written)
                throw error
            }
            return unsafe output.finalize(for: memory)
        }
    }

    /// Lends the message.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withBytes { bytes throws(Failure) in try body(bytes.extracting(first: count)) }
    }

    /// Lends all of the memory: what a test looks at to see that nothing stayed.
    borrowing func withMemory<Result>(_ body: (RawSpan) -> Result) -> Result {
        buffer.withBytes(body)
    }

    /// Forgets the message; the memory is zero afterwards.
    package mutating func wipe() {
        let used = count
        unsafe buffer.withMutableBytes { unsafe sodium_memzero($0.baseAddress, used) }
        count = 0
    }
}
