import SystemPackage

/// `NAME=value` lines: a `.env` file, or a shell script that exports credentials.
struct VariableLines {
    private static let pairs = [
        (id: "OSC_ACCESS_KEY", secret: "OSC_SECRET_KEY", suffix: ""),
        (id: "OSC_ACCESS_KEY_V2", secret: "OSC_SECRET_KEY_V2", suffix: "-v2"),
        (id: "OUTSCALE_ACCESSKEYID", secret: "OUTSCALE_SECRETKEYID", suffix: ""),
    ]
    private static let regions = ["OSC_REGION", "OUTSCALE_REGION"]
    private static let endpoints = ["OSC_ENDPOINT_API", "OUTSCALE_OAPI_URL"]

    /// A line that sets a variable to a literal value.
    private struct Line {
        let name: String
        let value: TextPlace
        /// With its end.
        let range: Range<Int>
    }

    let keys: [PlaintextKey]

    init(of file: PlaintextFile) {
        let lines = file.bytes(Self.lines)
        // The last one counts, as it does for a shell.
        let value = { (names: [String]) in
            names.lazy.compactMap { name in lines.last { $0.name == name }?.value }.first
        }
        let directory = file.path.removingLastComponent().lastComponent?.string ?? "env"
        keys = Self.pairs.compactMap { pair in
            guard let id = value([pair.id]), let secret = value([pair.secret]),
                !id.range.isEmpty, !secret.range.isEmpty
            else { return nil }
            return PlaintextKey(
                name: directory + pair.suffix, profile: directory, accessKeyID: file.text(id),
                region: value(Self.regions).map(file.text),
                endpoint: value(Self.endpoints).map(file.text), secret: secret,
                removal: .lines(
                    lines.filter { $0.name == pair.id || $0.name == pair.secret }.map(\.range)))
        }
    }

    private static func lines(_ bytes: Span<UInt8>) -> [Line] {
        var lines: [Line] = []
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let next = min(end + 1, bytes.count)
            if let (name, value) = assignment(in: start..<end, of: bytes) {
                lines.append(Line(name: name, value: value, range: start..<next))
            }
            start = next
        }
        return lines
    }

    /// `export NAME="value"`, with or without `export` and quotes. A value that a shell would expand is none.
    private static func assignment(
        in line: Range<Int>, of bytes: Span<UInt8>
    ) -> (String, TextPlace)? {
        var (start, end) = (line.lowerBound, line.upperBound)
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        if begins(with: "export ", at: start, before: end, of: bytes) { start += 7 }
        while start < end, isBlank(bytes[start]) { start += 1 }
        var name: [UInt8] = []
        while start < end, bytes[start] != UInt8(ascii: "=") {
            name.append(bytes[start])
            start += 1
        }
        guard start < end else { return nil }
        start += 1
        let quote = start < end ? bytes[start] : 0
        if [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(quote) {
            guard end - start >= 2, bytes[end - 1] == quote else { return nil }
            (start, end) = (start + 1, end - 1)
        }
        for index in start..<end where !isLiteral(bytes[index]) { return nil }
        return (
            String(decoding: name, as: UTF8.self),
            TextPlace(range: start..<end, notation: .plain)
        )
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
        byte > 0x20 && byte < 0x7F
            && ![
                UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
                UInt8(ascii: "'"), UInt8(ascii: "#"),
            ].contains(byte)
    }
}
