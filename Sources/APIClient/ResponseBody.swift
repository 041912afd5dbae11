import CSodium
import FoundationEssentials
import SecretMemory

/// The bytes of an answer in guarded memory of a fixed size.
///
/// Unlike ``SecretBytes`` it is writable: libcurl appends to it, and the secret is blanked in place
/// before anything else may read it. The memory is zeroed when the value ends.
@safe package struct ResponseBody: ~Copyable {  // one owner; the pointer never leaves a closure
    /// The most that an answer may have: far more than any answer of the calls used here.
    package static let capacity = 65_536

    private let memory: UnsafeMutableRawBufferPointer
    package private(set) var count: Int

    /// Empty.
    package init() {
        Sodium.ready
        guard let base = unsafe sodium_malloc(Self.capacity) else {
            ProcessEnd.withOneSentence("the system has no memory left for a secret")
        }
        unsafe (memory, count) = (.init(start: base, count: Self.capacity), 0)
    }

    /// A copy of bytes, at most ``capacity`` of them.
    package init(copying bytes: RawSpan) {
        self.init()
        let copied = min(bytes.byteCount, Self.capacity)
        unsafe bytes.withUnsafeBytes {
            unsafe memory.copyMemory(from: .init(rebasing: $0.prefix(copied)))
        }
        count = copied
    }

    deinit { unsafe sodium_free(memory.baseAddress) }

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
        count = min(max(0, try unsafe fill(memory)), Self.capacity)
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
