import CPosix
import Glibc

/// A text of the kernel's: bytes without a zero among them, in no particular encoding.
///
/// A file's name or a variable's value need not be UTF-8; through a `String` it would become another one.
struct CText: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    init(_ text: UnsafePointer<CChar>) {
        bytes = unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// As C functions take it, with the zero byte that ends it.
    var terminated: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

    /// For a person to read.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What stands before the first `=`; the whole where there is none.
    var name: String { String(decoding: bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self) }
}

extension CText: ExpressibleByStringInterpolation {
    init(stringLiteral text: String) { self.init(text) }
}

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

    /// The last words of the command line: those of another command, after `--`.
    static func lastArguments(_ count: Int) -> [CText] {
        unsafe Array(texts(CommandLine.unsafeArgv).suffix(count))
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

/// Copies of texts without a secret, as C functions take them.
enum CStrings {
    static func copying(_ texts: [CText]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { text in
            unsafe text.bytes.withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.map { base in
                    unsafe strndup(
                        UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self), bytes.count)
                } ?? strdup("")
            }
        }
    }

    static func free(_ copies: [UnsafeMutablePointer<CChar>?]) {
        for index in unsafe copies.indices { unsafe Glibc.free(copies[index]) }
    }

    /// Lends the texts with the null pointer that ends them.
    static func lend<Result>(
        _ texts: [CText], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe copying(texts)
        defer { unsafe free(copies) }
        return unsafe body(copies + [nil])
    }
}
