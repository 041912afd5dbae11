import KernelText
import SecretMemory

@testable import VaultCLI

/// Values that go wrong where a quote is forgotten.
enum NastyValues {
    static let all = [
        "plain", "", "a b", " before and after ", "it's", "'", "''", "\"", "\"two\" \"words\"",
        "\\", "\\\\", "back\\slash\\", "\\'", "\\n is no line break", "$HOME", "${HOME}", "$(id)",
        "$$", "`id`", "!", "!!", "\\!", "a!b!'c'!", "#hash", "a #comment", "two\nlines", "\n",
        "ends\n", "a\\\nb", "a'\n'b", "tab\tstop", "a;b&c|d<e>f(g)h*i?j[k]l{m,n}o~p", "%PATH%^@:",
        "=", "a=b", "-n", "--", "ñ é 😀", "‘typographic’ ‚quotes‛", "\u{1}\u{7F}\u{1B}[31m", "\r",
        "a\r\nb", "s'e\"c$r`e\\t!=/+&%", "null", "1e3",
    ]

    /// Those that a notation takes.
    static func writable(_ notation: any VariableNotation) -> [String] {
        all.filter { text in
            SecretBytes(copying: Array(text.utf8)).withBytes { notation.obstacle(in: $0) } == nil
        }
    }

    /// The values as variables `V0`, `V1`, … but for the last, which is the secret.
    static func text(_ notation: any VariableNotation, _ values: [String], removed: [String] = [])
        throws -> String
    {
        let named = values.enumerated().map { (name: "V\($0.offset)", value: $0.element) }
        guard let last = named.last else { return "" }
        return try SessionText(
            notation: notation, plain: named.dropLast().map { ($0.name, CText($0.value)) },
            secretNames: [last.name], removed: removed
        ).text(secret: SecretBytes(copying: Array(last.value.utf8))).text
    }
}
