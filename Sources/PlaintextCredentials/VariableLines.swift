import KernelText
import SecretMemory
import SystemPackage

/// A file of `NAME=value` lines: `.env`, or a shell script that does nothing but export variables.
struct VariableLines {
    private static let pairs = [
        (id: "OSC_ACCESS_KEY", secret: "OSC_SECRET_KEY", suffix: ""),
        (id: "OSC_ACCESS_KEY_V2", secret: "OSC_SECRET_KEY_V2", suffix: "-v2"),
        (id: "OUTSCALE_ACCESSKEYID", secret: "OUTSCALE_SECRETKEYID", suffix: ""),
    ]
    private static let regions = ["OSC_REGION", "OUTSCALE_REGION"]
    private static let endpoints = ["OSC_ENDPOINT_API", "OUTSCALE_OAPI_URL"]
    private static let passwords = ["OSC_PASSWORD"]
    /// All that a key is made of.
    static let keyNames = pairs.flatMap { [$0.id, $0.secret] }
    /// Those, and what says where it belongs and what stands beside it.
    static let names = keyNames + regions + endpoints + passwords
    private static let secrets = Set(pairs.flatMap { [$0.id, $0.secret] })

    private struct Setting {
        let name: String
        /// `nil` if a shell would work it out.
        let value: TextPlace?
        /// With its end.
        let range: Range<Int>
        /// The line's number.
        let number: Int
    }

    private let file: PlaintextFile
    private let settings: [Setting]

    /// - Throws: ``PlaintextFileError/unreadable(_:_:)`` where keys stand among more than assignments, or in a way that two
    ///   readers could understand differently.
    init(of file: PlaintextFile) throws(PlaintextFileError) {
        self.file = file
        let (settings, script) = file.bytes(Self.read)
        self.settings = settings
        guard let mentioned = file.mentions(Self.pairs.map(\.secret)) else { return }
        if let script {
            throw .unreadable(
                file.path,
                "it has \(mentioned), and line \(script) is no assignment, or more than one. Only files of NAME=value "
                    + "lines, without blanks around '=', are understood")
        }
        for name in Self.secrets {
            let found = settings.filter { $0.name == name }
            guard found.count < 2 else {
                let lines = found.map { String($0.number) }.joined(separator: " and ")
                throw .unreadable(
                    file.path, "it sets \(name) more than once (lines \(lines)); leave one of them")
            }
            if let only = found.first, only.value == nil {
                throw .unreadable(
                    file.path,
                    "line \(only.number) gives \(name) a value that a shell would have to work out; write the key itself there, or "
                        + "store it with 'vault add'")
            }
        }
        for pair in Self.pairs where (value(pair.id) == nil) != (value(pair.secret) == nil) {
            throw .unreadable(
                file.path, "it has one of \(pair.id) and \(pair.secret) without the other")
        }
    }

    var keys: [PlaintextKey] {
        let directory = file.path.removingLastComponent().name?.text ?? "env"
        return Self.pairs.compactMap { pair in
            guard let id = value(pair.id), let secret = value(pair.secret) else { return nil }
            return PlaintextKey(
                name: directory + pair.suffix, profile: directory, accessKeyID: file.text(id),
                region: Self.regions.compactMap(value).first.map(file.text),
                endpoint: Self.endpoints.compactMap(value).first.map(file.text), secret: secret,
                removal: .lines(
                    settings.filter { [pair.id, pair.secret].contains($0.name) }.map(\.range)))
        }
    }

    var loginPasswords: [String] { Self.passwords.filter { value($0) != nil } }

    /// What a variable is set to; the last time counts, and an empty text is none.
    private func value(_ name: String) -> TextPlace? {
        guard let place = settings.last(where: { $0.name == name })?.value, !place.range.isEmpty
        else { return nil }
        return place
    }

    /// - Returns: what is set, and the number of the first line that is more than an assignment.
    private static func read(_ bytes: Span<UInt8>) -> (settings: [Setting], script: Int?) {
        var (settings, script, number): ([Setting], Int?, Int) = ([], nil, 0)
        var start =
            bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let next = min(end + 1, bytes.count)
            number += 1
            switch VariableLine(start..<end, of: bytes) {
            case .nothing: break
            case .literal(let name, let value):
                settings.append(
                    Setting(name: name, value: value, range: start..<next, number: number))
            case .other(let name):
                settings.append(
                    Setting(name: name, value: nil, range: start..<next, number: number))
            case .script: script = script ?? number
            }
            start = next
        }
        return (settings, script)
    }
}

extension PlaintextFile {
    /// Whether the file speaks of a secret key, understood or not.
    package var mentionsSecretKey: Bool {
        mentions([
            "secret_key", "SECRET_KEY", "SECRETKEY", "secretKey", "SecretKey", "secret_access_key",
        ]) != nil
    }

    /// The first of these words that stands anywhere in the file.
    func mentions(_ words: [String]) -> String? {
        words.first { word in
            let wanted = Array(word.utf8)
            return content.withBytes { $0.contains(unsafe wanted.span.bytes) }
        }
    }
}
