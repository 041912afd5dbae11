import KernelText
import SystemPackage

/// A path as a person reads it, and a shell takes it: what lies in the home directory begins with `~/`.
struct ShownPath {
    let text: String
    /// As one word of a command that may be copied.
    let word: String

    init(_ path: FilePath, home: FilePath?) {
        var rest = path
        let isAtHome = home.map { $0.isAbsolute && path != $0 && rest.removePrefix($0) } ?? false
        text = (isAtHome ? "~/" : "") + rest.text
        // A shell expands the tilde only where no quote is before it.
        word = (isAtHome ? "~/" : "") + Self.quoted(rest.text)
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy(isPlain)
        return isPlain ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "/._-+:@%,".utf8.contains(byte)
        }
    }
}
