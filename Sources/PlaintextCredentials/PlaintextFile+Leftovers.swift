import Glibc
package import SystemPackage

extension PlaintextFile {
    static let draftMark = ".vault-"

    /// Removes what a scrub of this file has left that was killed: a draft whose process is gone. It may hold whatever was
    /// not to be taken out, so nobody should find it years later.
    ///
    /// - Returns: what was removed.
    package func removeLeftovers() -> [FilePath] {
        guard !isEnvironment, let name = path.lastComponent?.string else { return [] }
        let directory = path.removingLastComponent()
        let prefix = ".\(name)\(Self.draftMark)"
        guard let stream = unsafe opendir(directory.string) else { return [] }
        defer { unsafe closedir(stream) }
        var removed: [FilePath] = []
        while let entry = unsafe readdir(stream) {
            let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            guard found.hasPrefix(prefix),
                let process = pid_t(found.dropFirst(prefix.count)), process > 0,
                process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
            else { continue }
            let draft = directory.appending(found)
            guard Self.isOwnFile(draft), unsafe unlink(draft.string) == 0 else { continue }
            removed.append(draft)
        }
        return removed
    }

    private static func isOwnFile(_ path: FilePath) -> Bool {
        var facts = stat()
        return unsafe lstat(path.string, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
            && facts.st_uid == geteuid()
    }
}
