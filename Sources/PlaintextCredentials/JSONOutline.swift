import APIClient

/// A JSON text's structure: where each value stands. No value is copied out of the text.
indirect enum JSONOutline {
    case object([Member])
    case array([JSONOutline])
    case string(TextPlace)
    /// A number, `true`, `false` or `null`.
    case other

    struct Member {
        let name: String
        /// From the name's first quote to the value's last byte.
        let range: Range<Int>
        let value: JSONOutline
    }

    var members: [Member] { if case .object(let members) = self { members } else { [] } }
    var elements: [JSONOutline] { if case .array(let elements) = self { elements } else { [] } }
    var string: TextPlace? { if case .string(let place) = self { place } else { nil } }

    func member(_ name: String) -> Member? { members.first { $0.name == name } }
    subscript(_ name: String) -> JSONOutline? { member(name)?.value }
}

/// Reads the structure of a JSON text (RFC 8259). A byte order mark before it is passed over, as other tools do.
struct JSONOutlineReader {
    /// Terraform's states nest about ten deep.
    private static let deepest = 128

    private var position = 0
    private var depth = 0

    static func read(_ bytes: Span<UInt8>) throws(JSONScanError) -> JSONOutline {
        var reader = JSONOutlineReader()
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            reader.position = 3
        }
        let value = try reader.value(in: bytes)
        reader.skipSpace(in: bytes)
        guard reader.position == bytes.count else { throw reader.failure(.trailingBytes) }
        return value
    }

    private func failure(_ reason: JSONScanError.Reason) -> JSONScanError {
        JSONScanError(reason: reason, offset: position)
    }

    private mutating func value(in bytes: Span<UInt8>) throws(JSONScanError) -> JSONOutline {
        skipSpace(in: bytes)
        switch peek(in: bytes) {
        case UInt8(ascii: "{"): return .object(try members(in: bytes))
        case UInt8(ascii: "["): return .array(try elements(in: bytes))
        case UInt8(ascii: "\""): return .string(try string(in: bytes))
        default:
            try word(in: bytes)
            return .other
        }
    }

    private mutating func members(in bytes: Span<UInt8>) throws(JSONScanError) -> [JSONOutline
        .Member]
    {
        var members: [JSONOutline.Member] = []
        var names: Set<String> = []
        try list(until: UInt8(ascii: "}"), in: bytes) { reader throws(JSONScanError) in
            reader.skipSpace(in: bytes)
            let start = reader.position
            guard reader.peek(in: bytes) == UInt8(ascii: "\"") else {
                throw reader.failure(.syntax)
            }
            let place = try reader.string(in: bytes)
            let name = String(decoding: (try? place.unescaped(in: bytes)) ?? [], as: UTF8.self)
            guard names.insert(name).inserted else { throw reader.failure(.duplicateName) }
            reader.skipSpace(in: bytes)
            try reader.expect(UInt8(ascii: ":"), in: bytes)
            let value = try reader.value(in: bytes)
            members.append(
                JSONOutline.Member(name: name, range: start..<reader.position, value: value))
        }
        return members
    }

    private mutating func elements(in bytes: Span<UInt8>) throws(JSONScanError) -> [JSONOutline] {
        var elements: [JSONOutline] = []
        try list(until: UInt8(ascii: "]"), in: bytes) { reader throws(JSONScanError) in
            elements.append(try reader.value(in: bytes))
        }
        return elements
    }

    /// From an opening bracket to the closing one.
    private mutating func list(
        until closing: UInt8, in bytes: Span<UInt8>,
        _ item: (inout JSONOutlineReader) throws(JSONScanError) -> Void
    ) throws(JSONScanError) {
        guard depth < Self.deepest else { throw failure(.tooDeep) }
        depth += 1
        position += 1
        var isFirst = true
        while true {
            skipSpace(in: bytes)
            if peek(in: bytes) == closing { break }
            if !isFirst { try expect(UInt8(ascii: ","), in: bytes) }
            isFirst = false
            try item(&self)
        }
        position += 1
        depth -= 1
    }

    /// Passes a string; its place is between the quotes.
    private mutating func string(in bytes: Span<UInt8>) throws(JSONScanError) -> TextPlace {
        let start = position + 1
        var reader = JSONStringReader(at: start)
        while try reader.next(in: bytes) != nil {}
        position = reader.position
        return TextPlace(range: start..<position - 1, notation: .json)
    }

    /// A number or a literal: what of it is wrong changes nothing here.
    private mutating func word(in bytes: Span<UInt8>) throws(JSONScanError) {
        let start = position
        while let byte = peek(in: bytes), Self.isWord(byte) { position += 1 }
        guard position > start else { throw failure(.syntax) }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func expect(_ byte: UInt8, in bytes: Span<UInt8>) throws(JSONScanError) {
        guard peek(in: bytes) == byte else { throw failure(.syntax) }
        position += 1
    }

    private mutating func skipSpace(in bytes: Span<UInt8>) {
        while let byte = peek(in: bytes),
            byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        {
            position += 1
        }
    }

    private func peek(in bytes: Span<UInt8>) -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }
}
