import Glibc
import KernelText
package import SystemPackage

extension PlaintextFile {
    static let draftMark = ".vault-"

    /// Removes what a scrub of this file has left that was killed: a draft whose process is gone. It may hold whatever was
    /// not to be taken out, so nobody should find it years later.
    ///
    /// - Returns: what was removed.
    package func removeLeftovers() -> [FilePath] {
        guard !isEnvironment, let name = path.name else { return [] }
        let directory = path.removingLastComponent()
        let prefix = CText(".").adding(name).adding(CText(Self.draftMark))
        guard var names = DirectoryNames(directory) else { return [] }
        var removed: [FilePath] = []
        while let found = names.next() {
            guard let process = found.dropping(prefix).flatMap({ pid_t($0.text) }), process > 0,
                process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
            else { continue }
            let draft = directory.appending(found)
            guard Self.isOwnFile(draft), unsafe unlink(draft.cString) == 0 else { continue }
            removed.append(draft)
        }
        return removed
    }

    private static func isOwnFile(_ path: FilePath) -> Bool {
        var facts = stat()
        return unsafe lstat(path.cString, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
            && facts.st_uid == geteuid()
    }
}
