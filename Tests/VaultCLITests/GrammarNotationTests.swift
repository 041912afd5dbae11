import Foundation
import SecretMemory
import Testing

@testable import VaultCLI

/// For readers that Debian does not have: their documented grammar, written down once more.
@Suite("Variables as documented grammars read them")
struct GrammarNotationTests {
    @Test func `every value survives PowerShell's single quotes`() throws {
        let values = NastyValues.writable(PowerShellNotation())
        let text = try NastyValues.text(PowerShellNotation(), values, removed: ["OSC_PROFILE"])
        let removal = "Remove-Item Env:OSC_PROFILE -ErrorAction SilentlyContinue\n"
        #expect(text.hasPrefix(removal))
        let reader = Reader(text.dropFirst(removal.count))
        for (index, value) in values.enumerated() {
            #expect(reader.take("$Env:V\(index) = '"))
            #expect(reader.powerShellString() == value)
            #expect(reader.take("\n"))
        }
        #expect(reader.isAtEnd)
    }

    @Test func `every value survives Nushell's double quotes, in a record of two fields`() throws {
        let values = NastyValues.writable(NushellNotation())
        #expect(values == NastyValues.all)
        let text = try NastyValues.text(NushellNotation(), values, removed: ["A", "B"])
        // One record on two lines: no control character of a value stands there as it is.
        #expect(text.utf8.count { $0 < 0x20 } == 2)
        let reader = Reader(text[...])
        #expect(reader.take("{hide: [A, B],\nload: {"))
        for (index, value) in values.enumerated() {
            #expect(reader.take((index == 0 ? "" : ", ") + "V\(index): \""))
            #expect(reader.nushellString() == value)
        }
        #expect(reader.take("}}\n") && reader.isAtEnd)
    }

    @Test func `every value survives JSON`() throws {
        let text = try NastyValues.text(JSONNotation(), NastyValues.all)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
        for (index, value) in NastyValues.all.enumerated() { #expect(object["V\(index)"] == value) }
    }

    @Test func `docker reads a line from its first equals sign to its end`() throws {
        let values = NastyValues.writable(BareNotation.docker)
        let text = try NastyValues.text(BareNotation.docker, values)
        let lines = text.components(separatedBy: "\n").dropLast()
        #expect(lines == values.enumerated().map { "V\($0.offset)=\($0.element)" }[...])
    }

    @Test(arguments: [
        ("docker", "a\nb", "line break"), ("docker", "a\r", "line break"),
        ("systemd", "a\u{1}b", "control character"), ("systemd", "a\r", "control character"),
        ("dotenv", "a${b}", "expands"), ("dotenv", "a\r", "carriage return"),
        ("powershell", "a\r\n", "carriage return"), ("sh", "a\0b", "zero byte"),
        ("json", "a\0b", "zero byte"), ("github", "a\nb", "another variable"),
        ("github", "a\r", "another variable"),
    ])
    func `a value that can't be written is refused in one sentence, without the value`(
        notation: String, value: String, reason: String
    ) throws {
        let failure = #expect(throws: Failure.self) {
            try NastyValues.text(try #require(Self.notations[notation]), ["fine", value])
        }
        let message = try #require(failure?.message)
        #expect(failure?.status == .usage)
        #expect(message.hasPrefix("V1 can't be written that way, because"))
        #expect(message.contains(reason) && !message.contains(value))
    }

    @Test(arguments: ["powershell", "nushell", "dotenv", "json", "systemd", "docker", "github"])
    func `bytes that are no UTF-8 are refused where only text can stand`(name: String) throws {
        let notation = try #require(Self.notations[name])
        let text = SessionText(notation: notation, plain: [], secretNames: ["S"])
        #expect(throws: Failure.self) {
            _ = try text.text(secret: SecretBytes(copying: [0x61, 0xFF]))
        }
    }

    @Test(arguments: [
        ("alice", "alice"), ("Alice.Old", "alice-old"), ("a+b=c,d@e_f", "a-b-c-d-e-f"),
        ("__x__", "x"), ("123", "123"), ("@@", "osc-key"), ("İx", "x"),
    ])
    func `a Secret's name is one that Kubernetes takes`(name: String, expected: String) {
        #expect(KubernetesSecret.name(from: name) == expected)
    }

    private static let notations: [String: any VariableNotation] = [
        "sh": ShNotation(), "powershell": PowerShellNotation(), "nushell": NushellNotation(),
        "dotenv": DotenvNotation(), "json": JSONNotation(), "systemd": SystemdNotation(),
        "docker": BareNotation.docker, "github": BareNotation.github,
    ]
}

/// Reads strings as two languages document them.
private final class Reader {
    private var rest: Substring.UnicodeScalarView

    init(_ text: Substring) { rest = text.unicodeScalars }

    var isAtEnd: Bool { rest.isEmpty }

    func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    /// about_Quoting_Rules: any of five quotes ends it, two in a row are the second one.
    func powerShellString() -> String {
        let quotes: Set<Unicode.Scalar> = ["'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"]
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            guard quotes.contains(scalar) else {
                result.append(scalar)
                continue
            }
            guard let next = rest.first, quotes.contains(next) else { break }
            result.append(next)
            rest.removeFirst()
        }
        return String(result)
    }

    /// The book, Working with Strings: a backslash escapes `"` and itself; `\u{…}` is a scalar.
    func nushellString() -> String {
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst(), scalar != "\"" {
            guard scalar == "\\" else {
                result.append(scalar)
                continue
            }
            guard let escape = rest.popFirst() else { break }
            guard escape == "u" else {
                result.append(escape)
                continue
            }
            let digits = rest.prefix { $0 != "}" }
            rest = rest.dropFirst(digits.count + 1)
            let value = UInt32(String(digits.dropFirst()), radix: 16)
            result.append(value.flatMap(Unicode.Scalar.init) ?? "?")
        }
        return String(result)
    }
}
