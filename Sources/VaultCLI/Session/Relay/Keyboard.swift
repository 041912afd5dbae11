import Glibc
import SecretMemory

/// Keys on their way to the command's terminal. They may be a password: they lie in guarded memory.
struct Keyboard: ~Copyable {
    private let source: Int32
    private let target: Int32
    private var keys = GuardedBuffer(capacity: 4096)
    private var unwritten = 0..<0
    private var isOpen = true

    init(from source: Int32, to target: Int32) { (self.source, self.target) = (source, target) }

    /// What to wait for.
    var awaited: pollfd? {
        if !unwritten.isEmpty { return pollfd(fd: target, events: Int16(POLLOUT), revents: 0) }
        return isOpen ? pollfd(fd: source, events: Int16(POLLIN), revents: 0) : nil
    }

    /// Passes on what is there, but for the key that stops a program, and tells which keys with a meaning were among it.
    mutating func pump(_ keys: SignalKeys) -> [Int32] {
        guard unwritten.isEmpty else {
            // Only keys that are known to be there are read: the terminal is one that waits.
            flush()
            return []
        }
        read()
        var pressed = [(keys.interrupt, SIGINT), (keys.quit, SIGQUIT)]
            .filter { contains($0.0) }.map(\.1)
        if takeOut(keys.stop) { pressed.append(SIGTSTP) }
        flush()
        return pressed
    }

    private mutating func contains(_ key: UInt8?) -> Bool {
        guard let key else { return false }
        let count = unwritten.count
        return unsafe keys.withMutableBytes { unsafe $0.prefix(count).contains(key) }
    }

    private mutating func read() {
        let source = source
        let count = unsafe keys.withMutableBytes {
            unsafe Glibc.read(source, $0.baseAddress, $0.count)
        }
        if count == 0 || count < 0 && errno != EINTR && errno != EAGAIN { isOpen = false }
        unwritten = 0..<max(0, count)
    }

    /// What was typed before it and after it counts as usual.
    private mutating func takeOut(_ key: UInt8?) -> Bool {
        guard let key else { return false }
        let count = unwritten.count
        let kept = unsafe keys.withMutableBytes { memory in
            var kept = 0
            for index in 0..<count where unsafe memory[index] != key {
                unsafe memory[kept] = memory[index]
                kept += 1
            }
            return kept
        }
        unwritten = 0..<kept
        return kept < count
    }

    private mutating func flush() {
        while !unwritten.isEmpty {
            let (target, range) = (target, unwritten)
            let written = unsafe keys.withMutableBytes { memory in
                unsafe write(
                    target, memory.baseAddress?.advanced(by: range.lowerBound), range.count)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            unwritten = range.lowerBound + written..<range.upperBound
        }
    }
}
