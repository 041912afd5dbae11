/// Judges an answer as strict JSON and finds every secret key in it, before anything copies it.
///
/// Stricter than RFC 8259 in what two readers could understand differently: a name may stand once in an
/// object, nothing may follow the value, text is UTF-8, nesting is shallow. It never traps: every read is
/// checked against the end.
struct JSONScanner {
    /// The deepest nesting of objects and arrays; OUTSCALE's answers need five.
    static let deepest = 8
    private static let errors = Array("Errors".utf8)

    /// Every `SecretKey` in the answer, in any spelling of its letters' case.
    private(set) var secrets: [SecretPlace] = []
    /// Whether the outermost object has a member `Errors`.
    private(set) var speaksOfErrors = false
    private var position = 0
    /// The names of the objects around; an array counts as the empty name.
    private var path: [[UInt8]] = []

    /// Scans one whole JSON text.
    init(_ bytes: Span<UInt8>) throws(JSONScanError) {
        do { _ = try UTF8Span(validating: bytes) } catch {
            throw JSONScanError(reason: .encoding, offset: error.byteOffsets.lowerBound)
        }
        try value(in: bytes)
        skipSpace(in: bytes)
        guard position == bytes.count else { throw failure(.trailingBytes) }
    }

    /// The place of `AccessKey.SecretKey`, where CreateAccessKey's answer has the new secret.
    var createdSecret: SecretPlace? {
        secrets.first { $0.path == [Array("AccessKey".utf8), Array("SecretKey".utf8)] }
    }

    private func failure(_ reason: JSONScanError.Reason) -> JSONScanError {
        JSONScanError(reason: reason, offset: position)
    }
}

extension JSONScanner {
    private mutating func value(in bytes: Span<UInt8>) throws(JSONScanError) {
        skipSpace(in: bytes)
        switch peek(in: bytes) {
        case "{": try object(in: bytes)
        case "[": try array(in: bytes)
        case "\"": _ = try string(in: bytes)
        case "t": try literal("true", in: bytes)
        case "f": try literal("false", in: bytes)
        case "n": try literal("null", in: bytes)
        default: try number(in: bytes)
        }
    }

    private mutating func object(in bytes: Span<UInt8>) throws(JSONScanError) {
        var names: Set<[UInt8]> = []
        try enter()
        while try more(before: "}", first: names.isEmpty, in: bytes) {
            skipSpace(in: bytes)
            let name = try self.name(in: bytes)
            guard names.insert(name).inserted else { throw failure(.duplicateName) }
            skipSpace(in: bytes)
            try expect(":", in: bytes)
            path[path.count - 1] = name
            if path.count == 1, name == Self.errors { speaksOfErrors = true }
            if SecretPlace.isSecret(name) {
                try secret(in: bytes)
            } else {
                try value(in: bytes)
            }
        }
        path.removeLast()
    }

    private mutating func array(in bytes: Span<UInt8>) throws(JSONScanError) {
        var isFirst = true
        try enter()
        while try more(before: "]", first: isFirst, in: bytes) {
            isFirst = false
            try value(in: bytes)
        }
        path.removeLast()
    }

    /// Behind an opening bracket: one level deeper.
    private mutating func enter() throws(JSONScanError) {
        guard path.count < Self.deepest else { throw failure(.tooDeep) }
        position += 1
        path.append([])
    }

    /// Whether a member follows; passes the comma before it, or the closing bracket.
    private mutating func more(
        before closing: Unicode.Scalar, first: Bool, in bytes: Span<UInt8>
    ) throws(JSONScanError) -> Bool {
        skipSpace(in: bytes)
        if peek(in: bytes) == closing {
            position += 1
            return false
        }
        if !first { try expect(",", in: bytes) }
        return true
    }

    private mutating func secret(in bytes: Span<UInt8>) throws(JSONScanError) {
        skipSpace(in: bytes)
        guard peek(in: bytes) == "\"" else { throw failure(.unusableSecret) }
        let (range, count) = try string(in: bytes)
        guard (1...SecretPlace.longest).contains(count) else { throw failure(.unusableSecret) }
        secrets.append(SecretPlace(path: path, range: range, count: count))
    }
}

extension JSONScanner {
    private mutating func name(in bytes: Span<UInt8>) throws(JSONScanError) -> [UInt8] {
        guard peek(in: bytes) == "\"" else { throw failure(.syntax) }
        var reader = JSONStringReader(at: position + 1)
        var name: [UInt8] = []
        while let byte = try reader.next(in: bytes) { name.append(byte) }
        position = reader.position
        return name
    }

    /// Passes a string; returns where its content lies and how many bytes that means unescaped.
    private mutating func string(
        in bytes: Span<UInt8>
    ) throws(JSONScanError) -> (range: Range<Int>, count: Int) {
        let start = position + 1
        var reader = JSONStringReader(at: start)
        var count = 0
        while try reader.next(in: bytes) != nil { count += 1 }
        position = reader.position
        return (start..<position - 1, count)
    }

    private mutating func number(in bytes: Span<UInt8>) throws(JSONScanError) {
        if peek(in: bytes) == "-" { position += 1 }
        if peek(in: bytes) == "0" { position += 1 } else { try digits(in: bytes) }
        if peek(in: bytes) == "." {
            position += 1
            try digits(in: bytes)
        }
        guard peek(in: bytes) == "e" || peek(in: bytes) == "E" else { return }
        position += 1
        if peek(in: bytes) == "+" || peek(in: bytes) == "-" { position += 1 }
        try digits(in: bytes)
    }

    /// One decimal digit or more.
    private mutating func digits(in bytes: Span<UInt8>) throws(JSONScanError) {
        let start = position
        while let character = peek(in: bytes), ("0"..."9").contains(character) { position += 1 }
        guard position > start else { throw failure(.syntax) }
    }

    private mutating func literal(
        _ word: StaticString, in bytes: Span<UInt8>
    ) throws(JSONScanError) {
        for character in word.description.unicodeScalars { try expect(character, in: bytes) }
    }

    private mutating func expect(
        _ character: Unicode.Scalar, in bytes: Span<UInt8>
    ) throws(JSONScanError) {
        guard peek(in: bytes) == character else { throw failure(.syntax) }
        position += 1
    }

    private mutating func skipSpace(in bytes: Span<UInt8>) {
        while let character = peek(in: bytes), [" ", "\t", "\n", "\r"].contains(character) {
            position += 1
        }
    }

    /// The next byte, `nil` at the end.
    private func peek(in bytes: Span<UInt8>) -> Unicode.Scalar? {
        position < bytes.count ? Unicode.Scalar(bytes[position]) : nil
    }
}
