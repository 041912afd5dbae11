import Glibc
package import SystemPackage

/// A path is bytes: `FilePath` keeps them, and its `string` does not. So nothing of vault takes a path's `string`.
extension FilePath {
    package init(_ text: CText) { self.init(platformString: text.terminated) }

    /// - Parameter word: a word of the command line, or a variable's value (``CText/word``).
    package init(word: String) { self.init(CText(word: word)) }

    package var bytes: [UInt8] {
        unsafe withPlatformString { start in
            unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
        }
    }

    /// As C functions take it, with the zero byte that ends it.
    package var cString: [CChar] {
        unsafe withPlatformString { start in
            unsafe Array(UnsafeBufferPointer(start: start, count: length + 1))
        }
    }

    /// For a person to read; no path to open.
    package var text: String { CText(bytes: bytes).text }

    /// The path without its last name, as `removingLastComponent()` has it; that asks the runtime about types, which takes longer
    /// than most commands have.
    package var parent: FilePath {
        let bytes = bytes
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return FilePath(CText(bytes: Array(bytes[..<max(slash, 1)])))
    }

    /// The path; `.` for an empty one, as the directory of a bare name is.
    package var orHere: FilePath { isEmpty ? "." : self }

    /// The path, with more at the end of its last name.
    package func adding(_ suffix: String) -> FilePath {
        FilePath(CText(bytes: bytes + Array(suffix.utf8)))
    }

    /// The last name, `nil` where there is none.
    package var name: CText? {
        lastComponent.map { CText(bytes: FilePath(root: nil, [$0]).bytes) }
    }

    /// The path of an entry of this directory.
    package func appending(_ name: CText) -> FilePath { appending(FilePath(name).components) }

    /// Where relative paths begin; `nil` where the kernel does not tell, since it was removed or may not be entered.
    package static var currentDirectory: FilePath? {
        guard let path = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(path) }
        return unsafe FilePath(platformString: path)
    }

    /// The path without any link; `nil` for one that leads nowhere, with the reason in `errno`.
    package var real: FilePath? {
        guard let path = unsafe realpath(cString, nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe FilePath(platformString: path)
    }
}
