import CPosix
import Glibc
import KernelText

/// What this process was started with, byte by byte.
enum Inherited {
    /// The environment, duplicates and all (a dictionary would hide them), and with what was removed for this process alone.
    static var environment: [CText] { unsafe texts(vault_inherited_environment()) }

    /// A variable's value; of duplicates the first counts, as for `getenv`.
    static func value(of name: String) -> CText? {
        let (start, count) = ("\(name)=", name.utf8.count + 1)
        var cursor = unsafe vault_inherited_environment()
        while let entry = unsafe cursor?.pointee {
            if unsafe strncmp(entry, start, count) == 0 { return unsafe CText(entry + count) }
            unsafe cursor? += 1
        }
        return nil
    }

    /// The whole command line, with the program's name.
    static var arguments: [CText] { unsafe texts(CommandLine.unsafeArgv) }

    /// The same as vault's own words, which lose no byte (``CText/word``).
    static var words: [String] { arguments.map(\.word) }

    /// This process's own environment: without what was removed for it. The values lose no byte (``CText/word``); of
    /// duplicates the first counts.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        for entry in unsafe texts(vault_own_environment()) {
            // As for `getenv`, no variable is without a name.
            guard let end = entry.bytes.firstIndex(of: UInt8(ascii: "=")), end > 0 else { continue }
            let name = CText(bytes: Array(entry.bytes[..<end])).word
            guard variables[name] == nil else { continue }
            variables[name] = CText(bytes: Array(entry.bytes[(end + 1)...])).word
        }
        return variables
    }

    private static func texts(
        _ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> [CText] {
        var texts: [CText] = []
        var cursor = unsafe list
        while let text = unsafe cursor.pointee {
            unsafe texts.append(CText(text))
            unsafe cursor += 1
        }
        return texts
    }
}
