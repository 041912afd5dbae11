import CPosix

/// The name that the program was called by: `osc-vault`, or `vault` where nobody else has that name.
///
/// Sentences are written with the short name. They pass through here on their way out, so that a command in them can be
/// typed as it stands.
package enum ProgramName {
    /// What every installation has.
    package static let full = "osc-vault"
    package static let short = "vault"

    package static let called = name(unsafe String(cString: vault_called_name()))

    /// A link may have any name; one that is no plain word is not repeated.
    static func name(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.count <= 64 && text.utf8.allSatisfy(isPlain)
        return isPlain && !text.hasPrefix("-") ? text : full
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// A sentence whose commands bear the name.
    static func spoken(_ sentence: String, as name: String = called) -> String {
        guard name != short else { return sentence }
        return sentence.replacing("'\(short) ", with: "'\(name) ")
    }

    /// Help, in which commands also stand after a colon or a bar, and lines end wherever they are full.
    package static func spokenHelp(_ help: String, as name: String = called) -> String {
        guard name != short else { return help }
        var text = help
        for before in ["'", ": ", ":\n", "| ", "|\n"] {
            for after in [" ", "\n"] {
                text = text.replacing(before + short + after, with: before + name + after)
            }
        }
        return text
    }
}
