import CPosix
import Glibc

extension SecretBytes {
    /// Reads to the end of a descriptor, straight into locked memory.
    ///
    /// One trailing newline is dropped. More than `limit` bytes is an error, never a cut.
    package init(
        readingFrom descriptor: Int32, limit: Int, source: String
    ) throws(SecretInputError) {
        let raw = try Self.everything(in: descriptor, capacity: limit + 2, source: source)
        try self.init(droppingNewlineOf: raw, limit: limit)
    }

    /// Reads to the end of a descriptor, and drops nothing.
    init(
        readingAllOf descriptor: Int32, limit: Int, source: String
    ) throws(SecretInputError) {
        let raw = try Self.everything(in: descriptor, capacity: limit + 1, source: source)
        guard raw.count <= limit else { throw .tooLong(limit: limit) }
        guard raw.count > 0 else { throw .empty }
        self = raw
    }

    /// Reads so many bytes and not one more; whoever writes them need not close the descriptor.
    package init(
        readingExactly count: Int, from descriptor: Int32, source: String
    ) throws(SecretInputError) {
        let raw = try Self.everything(in: descriptor, capacity: count, source: source)
        guard raw.count == count else { throw .empty }
        self = raw
    }

    /// Reads what another program writes, for as long as it may write more; one trailing newline is dropped.
    ///
    /// - Parameter hasMore: waits until there is something to read, or the end; `false` where nothing more is wanted.
    init(
        readingFrom descriptor: Int32, limit: Int, source: String,
        while hasMore: () throws(SecretInputError) -> Bool
    ) throws(SecretInputError) {
        let raw = try Self.everything(
            in: descriptor, capacity: limit + 2, source: source, while: hasMore)
        try self.init(droppingNewlineOf: raw, limit: limit)
    }

    private static func everything(
        in descriptor: Int32, capacity: Int, source: String,
        while hasMore: () throws(SecretInputError) -> Bool = { true }
    ) throws(SecretInputError) -> SecretBytes {
        try SecretBytes(capacity: capacity) { output throws(SecretInputError) in
            while output.freeCapacity > 0 {
                guard try hasMore(),
                    try readMore(from: descriptor, into: &output, source: source)
                else { return }
            }
        }
    }

    /// Reads one line of a terminal; the newline is dropped. A signal ends the wait for it.
    init(
        readingLineFrom descriptor: Int32, limit: Int, source: String,
        noting signals: borrowing NotedSignals
    ) throws(SecretInputError) {
        let raw = try SecretBytes(capacity: limit + 2) { output throws(SecretInputError) in
            while output.freeCapacity > 0 {
                try signals.waitForInput(on: descriptor, source: source)
                guard try Self.readMore(from: descriptor, into: &output, source: source),
                    !Self.endsLine(output)
                else { return }
            }
        }
        try self.init(droppingNewlineOf: raw, limit: limit)
    }

    private init(
        droppingNewlineOf raw: borrowing SecretBytes, limit: Int
    ) throws(SecretInputError) {
        let kept = raw.withBytes { bytes in
            let last = bytes.byteCount - 1
            guard last >= 0 else { return 0 }
            let ending = unsafe bytes.unsafeLoad(fromByteOffset: last, as: UInt8.self)
            return ending == 10 ? last : bytes.byteCount
        }
        guard kept <= limit else { throw .tooLong(limit: limit) }
        guard kept > 0 else { throw .empty }
        self = raw.prefix(kept)
    }

    /// A copy of the first bytes.
    package borrowing func prefix(_ count: Int) -> SecretBytes {
        withBytes { SecretBytes(copying: $0.extracting(first: count)) }
    }

    /// Writes all bytes; no buffer of the program holds them.
    package borrowing func write(to descriptor: Int32) -> Bool {
        withBytes { bytes in
            unsafe bytes.withBytePointer { pointer, count in
                var written = 0
                while written < count {
                    let step = unsafe Glibc.write(descriptor, pointer + written, count - written)
                    if step < 0 && errno == EINTR { continue }
                    guard step > 0 else { return false }
                    written += step
                }
                return true
            }
        }
    }

    private static func endsLine(_ output: borrowing OutputRawSpan) -> Bool {
        let last = output.byteCount - 1
        guard last >= 0 else { return false }
        return unsafe output.bytes.unsafeLoad(fromByteOffset: last, as: UInt8.self) == 10
    }

    /// `false` at the end.
    private static func readMore(
        from descriptor: Int32, into output: inout OutputRawSpan, source: String
    ) throws(SecretInputError) -> Bool {
        let room = output.freeCapacity
        let count = unsafe output.withUnsafeMutableBytes { buffer, initialized in
            guard let base = buffer.baseAddress else { return 0 }
            let count = unsafe read(descriptor, base + initialized, room)
            initialized += max(0, count)
            return count
        }
        guard count >= 0 else {
            let signal = vault_caught_signal()
            if errno == EINTR, signal == 0 { return true }
            if signal != 0 { throw .interrupted(signal: signal) }
            throw .unreadable(source: source, reason: unsafe String(cString: strerror(errno)))
        }
        return count > 0
    }
}
