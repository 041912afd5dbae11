import Glibc
package import SystemPackage

/// The names in a directory, one after the other, as they come.
@safe package struct DirectoryNames: ~Copyable {  // one owner; the stream never leaves
    private let stream: OpaquePointer

    /// `nil` where it can't be read, with the reason in `errno`.
    package init?(_ directory: FilePath) {
        guard let stream = unsafe opendir(directory.cString) else { return nil }
        unsafe self.stream = stream
    }

    deinit { unsafe closedir(stream) }

    /// `nil` at the end. The directory itself and its parent are left out.
    package mutating func next() -> CText? {
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe CText(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { return name }
        }
        return nil
    }
}
