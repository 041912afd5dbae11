import Glibc

/// A text of the kernel's: bytes without a zero among them, in no particular encoding.
///
/// A file's name or a variable's value need not be UTF-8; through a `String` it would become another one.
package struct CText: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ text: String) { bytes = Array(text.utf8) }

    package init(_ text: UnsafePointer<CChar>) {
        bytes = unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// As C functions take it, with the zero byte that ends it.
    package var terminated: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

    package var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// For a person to read: a byte that is no UTF-8 stands there as `\xE9`.
    package var text: String { ForeignBytes.readable(word) }

    package func adding(_ end: CText) -> CText { CText(bytes: bytes + end.bytes) }

    package func begins(with start: CText) -> Bool { bytes.starts(with: start.bytes) }

    /// What follows a beginning; `nil` where it begins otherwise.
    package func dropping(_ start: CText) -> CText? {
        begins(with: start) ? CText(bytes: Array(bytes.dropFirst(start.bytes.count))) : nil
    }

    package func ends(with end: CText) -> Bool { bytes.suffix(end.bytes.count) == end.bytes[...] }

    /// What stands before the first `=`; the whole where there is none. Only for a comparison with names in ASCII.
    package var name: String {
        String(decoding: bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
    }
}

extension CText: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self.init(text) }
}
