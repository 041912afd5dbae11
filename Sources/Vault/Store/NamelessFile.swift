import CPosix
import Glibc
import KernelText
import SystemPackage

/// A file that is in no directory until it gets a name: while it has none, it goes with the process that writes it.
struct NamelessFile: ~Copyable {
    private let descriptor: Int32

    /// `nil` where the file system knows none, where /proc does not lead to it, or where there can be no file at all: the next
    /// attempt tells why.
    init?(in directory: FilePath) {
        descriptor = unsafe vault_open_nameless(directory.orHere.cString)
        guard descriptor >= 0, unsafe access(path.cString, F_OK) == 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Leads this process to the file.
    var path: FilePath { FilePath("/proc/self/fd/\(descriptor)") }

    /// - Parameter named: whose it is to be, for what a person reads of a failure.
    func write(_ bytes: [UInt8], for named: FilePath) throws(VaultError) {
        try DurableFile.fill(descriptor, with: bytes, of: named)
    }

    /// Gives it its name for good, unless something has it already.
    ///
    /// - Returns: `false` where the file system gives names to no such file.
    func publish(as named: FilePath, taken: VaultError) throws(VaultError) -> Bool {
        let given = unsafe linkat(
            AT_FDCWD, path.cString, AT_FDCWD, named.cString, AT_SYMLINK_FOLLOW)
        guard given == 0 else {
            if errno == EEXIST { throw taken }
            return false
        }
        try DurableFile.syncDirectory(named.parent)
        return true
    }
}
