import Glibc
import SecretMasking
import SecretMemory

/// One of a command's outputs on its way through a mask to this process's own.
///
/// What is not written yet keeps more from being read: a slow reader slows the command, as without us.
struct MaskedStream: ~Copyable {
    /// What a pipe or terminal may still hold when its writer has ended, in bytes.
    private static let mostLeft = 1 << 20
    private static let chunk = 1 << 16

    private let source: Int32
    private let sink: OutputSink
    /// A terminal stays open, whatever becomes of its output.
    private let isTerminal: Bool
    private var mask: SecretMask
    private var pending: GuardedBuffer
    private var unwritten = 0..<0
    private var isSourceOpen = true
    private var isSinkOpen = true
    /// Why some of the output could not be passed on.
    private(set) var failure: Int32?
    /// How much is read at most, once the command has ended.
    private var left: Int?

    /// - Parameters:
    ///   - source: is read without waiting.
    ///   - standard: this process's output that gets what the mask passes on.
    init(_ source: Int32, to standard: Int32, isTerminal: Bool, patterns: SecretPatterns) {
        self.source = source
        self.isTerminal = isTerminal
        sink = OutputSink(standard)
        mask = SecretMask(patterns, chunk: Self.chunk)
        pending = GuardedBuffer(capacity: mask.mostEmitted)
        let flags = fcntl(source, F_GETFL)
        _ = fcntl(source, F_SETFL, flags | O_NONBLOCK)
    }

    deinit { if isSourceOpen && !isTerminal { close(source) } }

    /// What to wait for; nothing if all is done.
    var awaited: pollfd? {
        guard isSourceOpen || !unwritten.isEmpty else { return nil }
        // Once the command has ended, only what is there is read: that is never waited for.
        return unwritten.isEmpty && left == nil
            ? pollfd(fd: source, events: Int16(POLLIN), revents: 0)
            : pollfd(fd: sink.descriptor, events: Int16(POLLOUT), revents: 0)
    }

    /// Somebody may be waiting for the echo of a key that could be the secret's first.
    var holdsEcho: Bool { isTerminal && unwritten.isEmpty && mask.holdsSingleByte }

    /// Passes on what is there, some of it: signals are to be looked at in between.
    mutating func pump() {
        for _ in 0..<16 {
            guard flush(), isSourceOpen, readMore() else { return }
        }
    }

    mutating func showEcho() {
        stage { mask, emit in mask.showSingleByte(emit: emit) }
        _ = flush()
    }

    /// The command has ended: what is there is passed on, and what a process of its own may write later is not.
    mutating func end() { left = Self.mostLeft }

    /// `false` if the reader has to be waited for.
    private mutating func flush() -> Bool {
        while !unwritten.isEmpty {
            let (start, count) = (unwritten.lowerBound, unwritten.count)
            let outcome = unsafe pending.withMutableBytes { memory in
                guard let base = memory.baseAddress else { return OutputSink.Outcome.gone }
                guard isSinkOpen else { return .written(count) }
                return unsafe sink.write(base + start, count)
            }
            switch outcome {
            case .written(let written): unwritten = start + written..<unwritten.upperBound
            case .full: return false
            case .gone: loseReader()
            case .failed(let code):
                failure = code
                loseReader()
            }
        }
        return true
    }

    /// `false` if there is nothing more for now.
    private mutating func readMore() -> Bool {
        if let left, left <= 0 { return finish() }
        let source = source
        let count = unsafe mask.receive { memory in
            var count = unsafe read(source, memory.baseAddress, min(memory.count, Self.chunk))
            if count < 0 && [EAGAIN, EINTR].contains(errno) { count = Self.nothingYet }
            return count
        }
        if count > 0 {
            stage { mask, emit in mask.mask(emit: emit) }
            left = left.map { $0 - count }
            return true
        }
        return count == Self.nothingYet && left == nil ? false : finish()
    }

    private mutating func finish() -> Bool {
        stage { mask, emit in mask.mask(atEnd: true, emit: emit) }
        closeSource()
        return flush()
    }

    private static let nothingYet = -2

    /// Puts what the mask emits where ``flush()`` takes it from, which is empty now.
    private mutating func stage(_ pass: (inout SecretMask, (RawSpan) -> Void) -> Void) {
        var end = 0
        unsafe pending.withMutableBytes { memory in
            pass(&mask) { bytes in
                let count = bytes.byteCount
                unsafe bytes.withUnsafeBytes {
                    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[end...]).copyMemory(
                        from: $0)
                }
                end += count
            }
        }
        unwritten = 0..<end
    }

    /// The command finds its reader gone as well, when it writes next.
    private mutating func loseReader() {
        isSinkOpen = false
        unwritten = 0..<0
        if !isTerminal { closeSource() }
    }

    private mutating func closeSource() {
        if isSourceOpen && !isTerminal { close(source) }
        isSourceOpen = false
    }
}
