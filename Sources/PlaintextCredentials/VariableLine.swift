/// One line of a file that sets variables: `export NAME="value"`, with or without `export` and quotes.
enum VariableLine {
    /// Blank, or a comment.
    case nothing
    /// A variable gets a literal value.
    case literal(name: String, value: TextPlace)
    /// A variable gets a value that a shell would work out.
    case other(name: String)
    /// More than an assignment, or half of one: what takes a line out of such a file may change all of it.
    case script

    init(_ line: Range<Int>, of bytes: Span<UInt8>) {
        var (start, end) = (line.lowerBound, line.upperBound)
        while start < end, Self.isBlank(bytes[start]) { start += 1 }
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        guard start < end, bytes[start] != UInt8(ascii: "#") else {
            self = .nothing
            return
        }
        if Self.begins(with: "export ", at: start, before: end, of: bytes) {
            start += 7
            while start < end, Self.isBlank(bytes[start]) { start += 1 }
        }
        var name: [UInt8] = []
        while start < end, Self.isNameByte(bytes[start]) {
            name.append(bytes[start])
            start += 1
        }
        guard !name.isEmpty, start < end, bytes[start] == UInt8(ascii: "=") else {
            self = .script
            return
        }
        self = Self.value((start + 1)..<end, String(decoding: name, as: UTF8.self), of: bytes)
    }

    private static func value(
        _ range: Range<Int>, _ name: String, of bytes: Span<UInt8>
    ) -> VariableLine {
        if let place = literal(range, of: bytes) { return .literal(name: name, value: place) }
        return isOneWord(range, of: bytes) ? .other(name: name) : .script
    }

    private static func literal(_ range: Range<Int>, of bytes: Span<UInt8>) -> TextPlace? {
        var (start, end) = (range.lowerBound, range.upperBound)
        end = endOfWord(start..<end, of: bytes)
        let quote = start < end ? bytes[start] : 0
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard end - start >= 2, bytes[end - 1] == quote else { return nil }
            (start, end) = (start + 1, end - 1)
        }
        for index in start..<end where !isLiteral(bytes[index]) { return nil }
        return TextPlace(range: start..<end, notation: .plain)
    }

    /// Where a value ends that a comment follows: shells and the readers of such files take a blank and a '#' for its begin.
    private static func endOfWord(_ range: Range<Int>, of bytes: Span<UInt8>) -> Int {
        var index = range.lowerBound
        if index < range.upperBound,
            bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'")
        {
            let quote = bytes[index]
            index += 1
            while index < range.upperBound, bytes[index] != quote { index += 1 }
        }
        while index < range.upperBound, !isBlank(bytes[index]) { index += 1 }
        var next = index
        while next < range.upperBound, isBlank(bytes[next]) { next += 1 }
        return next < range.upperBound && bytes[next] == UInt8(ascii: "#")
            ? index : range.upperBound
    }

    /// Whether it ends on its line, and nothing but a comment follows.
    private static func isOneWord(_ range: Range<Int>, of bytes: Span<UInt8>) -> Bool {
        var quote: UInt8?
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            if let open = quote {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if isBlank(byte) {
                while index < range.upperBound, isBlank(bytes[index]) { index += 1 }
                return index < range.upperBound && bytes[index] == UInt8(ascii: "#")
            } else if isOperator(byte) {
                return false
            }
        }
        return quote == nil
    }

    private static func isOperator(_ byte: UInt8) -> Bool {
        Array(";&|<>(){}`\\".utf8).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func begins(
        with word: StaticString, at start: Int, before end: Int, of bytes: Span<UInt8>
    ) -> Bool {
        let word = Array(word.description.utf8)
        guard end - start >= word.count else { return false }
        return word.indices.allSatisfy { bytes[start + $0] == word[$0] }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !Array("$`\\\"'#;&|<>(){}".utf8).contains(byte)
    }
}
