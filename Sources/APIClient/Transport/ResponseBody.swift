import FoundationEssentials

/// The bytes of an answer in memory of a fixed size.
///
/// Unlike `SecretBytes` it is writable: libcurl appends to it, and a secret is blanked in place before
/// anything else may read it. Nothing of the content is left when the value ends.
@safe package struct ResponseBody: ~Copyable {  // one owner; the pointer never leaves a closure
    private let room: AnswerRoom
    private let memory: UnsafeMutableRawBufferPointer
    package private(set) var count: Int

    /// Empty.
    package init(_ room: AnswerRoom) {
        self.room = room
        unsafe (memory, count) = (room.allocate(), 0)
    }

    /// A copy of bytes, as many of them as the room takes.
    package init(copying bytes: RawSpan, in room: AnswerRoom = .guarded) {
        self.init(room)
        let copied = min(bytes.byteCount, room.capacity)
        unsafe bytes.withUnsafeBytes {
            unsafe memory.copyMemory(from: .init(rebasing: $0.prefix(copied)))
        }
        count = copied
    }

    deinit { unsafe room.free(memory) }

    /// Lends the bytes.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let filled = unsafe UnsafeRawBufferPointer(start: memory.baseAddress, count: count)
        return try unsafe body(filled.assumingMemoryBound(to: UInt8.self).span)
    }

    /// Lends the whole memory to be filled; `fill` returns how many bytes are now valid.
    mutating func fill<Failure: Error>(
        _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        count = min(max(0, try unsafe fill(memory)), room.capacity)
    }

    /// Overwrites a range with spaces, which keeps a JSON string a JSON string.
    mutating func blank(_ range: Range<Int>) {
        for index in range.clamped(to: 0..<count) { unsafe memory[index] = 0x20 }
    }

    /// An unguarded copy, for the decoder. Every secret must have been blanked.
    borrowing func unguardedCopy() -> Data {
        unsafe Data(UnsafeRawBufferPointer(rebasing: memory.prefix(count)))
    }
}
