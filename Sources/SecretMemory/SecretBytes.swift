import CSodium

/// Bytes that must not be copied, printed, paged out or left behind.
///
/// One owner: the type is move-only, has no `description`, no `Equatable`, no way to a `String`,
/// an array or `Data`; the compiler refuses every attempt. The memory comes from `sodium_malloc`:
/// between guard pages, locked where the kernel allows it (``MemoryLock``), excluded from core
/// dumps, read-only once filled, and zeroed when the value ends.
@safe package struct SecretBytes: ~Copyable, @unchecked Sendable {  // one owner, frozen once filled
    private let memory: UnsafeMutableRawBufferPointer

    /// The number of bytes.
    package let count: Int

    /// Reserves `capacity` bytes of guarded memory and lets `fill` append to them, then freezes them.
    ///
    /// ``count`` is what `fill` has appended. If `fill` throws, the memory is zeroed and freed.
    /// Without guarded memory the process ends with one sentence: no secret may live elsewhere.
    package init<Failure: Error>(
        capacity: Int, initializingWith fill: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        Sodium.ready
        guard let base = unsafe sodium_malloc(capacity) else {
            ProcessEnd.withOneSentence("the system has no memory left for a secret")
        }
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: base, count: capacity)
        var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
        do throws(Failure) { try fill(&output) } catch {
            _ = unsafe output.finalize(for: buffer)
            unsafe sodium_free(base)
            throw error
        }
        unsafe (memory, count) = (buffer, output.finalize(for: buffer))
        unsafe sodium_mprotect_readonly(base)
    }

    deinit { unsafe sodium_free(memory.baseAddress) }

    /// Lends the bytes for the duration of `body`.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe UnsafeRawBufferPointer(start: memory.baseAddress, count: count).bytes)
    }
}

extension SecretBytes {
    /// A copy of borrowed bytes.
    package init(copying bytes: RawSpan) {
        self.init(capacity: bytes.byteCount) { output in
            output.append(contentsOf: bytes)
        }
    }

    /// Fresh random bytes (`randombytes_buf`).
    package init(randomCount count: Int) {
        self.init(capacity: count) { output in
            unsafe output.appendFromC(count: count) { unsafe randombytes_buf($0, count) }
        }
    }

    /// Whether both hold the same bytes, in time that depends on the length alone (`sodium_memcmp`).
    package borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return withBytes { mine in
            other.withBytes { theirs in
                unsafe mine.withBytePointer { left, count in
                    unsafe theirs.withBytePointer { right, _ in
                        unsafe sodium_memcmp(left, right, count) == 0
                    }
                }
            }
        }
    }
}
