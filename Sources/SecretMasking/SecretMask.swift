import SecretMemory

/// Replaces a secret in a stream of bytes, however the stream is cut.
///
/// Every byte that belongs to an occurrence of a pattern is masked: each longest run of such bytes becomes
/// ``replacement``, whatever the form was. All other bytes pass as they are. Bytes at the end that may be
/// the beginning of an occurrence are held back until the next ones have come; there are always fewer than
/// the longest pattern has.
///
/// How long a search takes tells something about the secret, but to nobody who does not see more: the
/// command that writes knows the secret, and who reads the output gets it when the command writes it.
package struct SecretMask: ~Copyable {
    package static let replacement: StaticString = "[masked]"

    private let patterns: SecretPatterns
    private var window: GuardedBuffer
    /// The bytes in the window.
    private var count = 0
    /// How many of them are decided: passed on, or masked.
    private var decided = 0
    /// Whether the last decided byte was masked.
    private var isInRun = false

    /// Receives at most `chunk` bytes at once.
    package init(_ patterns: SecretPatterns, chunk: Int) {
        self.patterns = patterns
        window = GuardedBuffer(capacity: chunk + patterns.longest)
    }

    /// The most bytes that one call of ``mask(atEnd:emit:)`` emits.
    package var mostEmitted: Int { window.capacity + Self.replacement.utf8CodeUnitCount }

    /// Lets `read` put bytes where they are needed; it says how many, a number below 1 meaning none.
    package mutating func receive(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let start = count
        let result = unsafe window.withMutableBytes { memory in
            unsafe read(UnsafeMutableRawBufferPointer(rebasing: memory[start...]))
        }
        count += max(0, result)
        return result
    }

    /// Emits what is decided. At the end no more bytes will come, so nothing is held back.
    package mutating func mask(atEnd isAtEnd: Bool = false, emit: (RawSpan) -> Void) {
        let (count, patterns) = (count, patterns)
        var pass = MaskingPass(decided: decided, isInRun: isInRun)
        let held = unsafe window.withMutableBytes { memory in
            unsafe UnsafeRawBufferPointer(rebasing: memory[..<count]).bytes
                .withBytePointer { text, _ in
                    unsafe patterns.withTables { bytes, shifts in
                        let search = unsafe SecretSearch(
                            patterns, bytes: bytes, shifts: shifts, text: text, count: count)
                        return unsafe pass.run(
                            search, text: text, count: count, atEnd: isAtEnd, emit: emit)
                    }
                }
        }
        keep(from: held, decided: pass.decided)
        isInRun = pass.isInRun
    }

    /// Whether just one byte is held back and not shown.
    package var holdsSingleByte: Bool { count == 1 && decided == 0 }

    /// Emits a single byte that is held back, for somebody at a terminal who types and waits for the echo.
    ///
    /// An occurrence that begins with it is masked without it.
    package mutating func showSingleByte(emit: (RawSpan) -> Void) {
        guard holdsSingleByte else { return }
        unsafe window.withMutableBytes { memory in
            emit(unsafe UnsafeRawBufferPointer(rebasing: memory[..<1]).bytes)
        }
        (decided, isInRun) = (1, false)
    }

    private mutating func keep(from held: Int, decided: Int) {
        let rest = count - held
        unsafe window.withMutableBytes { memory in
            unsafe memory.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: memory[held..<held + rest]))
        }
        (count, self.decided) = (rest, decided - held)
    }
}
