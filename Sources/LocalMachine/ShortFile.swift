package import SystemPackage

/// A file of a line or two, which may tell no size: the kernel's in `/proc`, and `/etc/machine-id`.
package enum ShortFile {
    private static let mostBytes = 4096

    package static func read(
        _ path: FilePath, _ options: FileDescriptor.OpenOptions = []
    ) throws(Errno) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(
                path, .readOnly, options: options.union(.closeOnExec))
            return try file.closeAfter {
                try unsafe [UInt8](unsafeUninitializedCapacity: mostBytes) { buffer, count in
                    count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
            }
        } catch { throw error as? Errno ?? .ioError }
    }
}
