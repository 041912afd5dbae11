/// Text on its way out, as UTF-8: one buffer that everything is appended to.
struct OutputBytes {
    private static let smallest = 256

    /// What is not used yet is zero.
    private var memory: [UInt8] = []
    private(set) var count = 0

    var bytes: ArraySlice<UInt8> { memory[..<count] }
    var text: String { bytes.asText }

    /// Takes what the next text needs, too; the memory stays.
    mutating func clear() { count = 0 }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append($0) }
    }

    mutating func append(_ word: StaticString) {
        unsafe append(
            UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    mutating func append(_ more: OutputBytes) { append(more.bytes) }

    mutating func append(_ more: ArraySlice<UInt8>) {
        unsafe more.withUnsafeBufferPointer { unsafe append($0) }
    }

    mutating func append(_ number: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var (start, rest) = (digits.count, number.magnitude)
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        if number < 0 {
            start -= 1
            digits[start] = UInt8(ascii: "-")
        }
        append(digits, from: start)
    }

    mutating func append<let size: Int>(_ text: InlineArray<size, UInt8>, from start: Int = 0) {
        unsafe text.span.extracting(start..<size).withUnsafeBufferPointer { unsafe append($0) }
    }

    mutating func append(blanks count: Int) {
        guard count > 0 else { return }
        let blanks = InlineArray<32, UInt8>(repeating: UInt8(ascii: " "))
        var rest = count
        while rest > 0 {
            append(blanks, from: max(0, blanks.count - rest))
            rest -= blanks.count
        }
    }

    /// The bytes between double quotes, in one step.
    mutating func append(quoted more: UnsafeBufferPointer<UInt8>) {
        let size = more.count + 2
        if memory.count - count < size { grow(by: size) }
        unsafe memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            let start = unsafe base + count
            unsafe start[0] = UInt8(ascii: "\"")
            if let source = more.baseAddress {
                unsafe (start + 1).update(from: source, count: more.count)
            }
            unsafe start[size - 1] = UInt8(ascii: "\"")
        }
        count += size
    }

    private mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        guard let source = more.baseAddress else { return }
        if memory.count - count < more.count { grow(by: more.count) }
        unsafe memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            unsafe (base + count).update(from: source, count: more.count)
        }
        count += more.count
    }

    private mutating func grow(by more: Int) {
        let size = max(Self.smallest, 2 * memory.count, count + more)
        memory.append(contentsOf: repeatElement(0, count: size - memory.count))
    }
}

extension ArraySlice<UInt8> {
    /// The text of bytes that are UTF-8.
    var asText: String { String(decoding: self, as: UTF8.self) }
}
