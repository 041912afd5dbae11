import CPosix
import Glibc
import KernelText
import SystemPackage

/// A file with a secret in it, as a person keeps it, and as systemd and Kubernetes mount one.
///
/// It belongs to the caller or to root and nobody else can write or read it. A file that nobody at all may write, a mounted
/// one, may be readable by its group. It may be reached through links, each of which only the caller or root can have made.
enum SecretFile {
    private static let mostLinks = 40

    static func open(_ path: FilePath) throws(SecretInputError) -> Int32 {
        let file = try resolved(path)
        let descriptor = unsafe Glibc.open(
            file.cString, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        do throws(SecretInputError) { try check(descriptor, path) } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func check(_ descriptor: Int32, _ path: FilePath) throws(SecretInputError) {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw refusal(of: path, "it is no regular file")
        }
        guard isOurs(facts) else { throw refusal(of: path, "it belongs to somebody else") }
        let isMounted = facts.st_mode & 0o222 == 0
        guard facts.st_mode & (isMounted ? 0o037 : 0o077) == 0 else {
            throw refusal(of: path, "others may read it; chmod 600 it")
        }
    }

    /// The path without links, each of which was judged.
    private static func resolved(_ path: FilePath) throws(SecretInputError) -> FilePath {
        var rest = Array(path.components)
        var place = FilePath(path.isAbsolute ? "/" : ".")
        var links = 0
        while !rest.isEmpty {
            let next = place.appending(rest.removeFirst())
            var facts = stat()
            guard unsafe lstat(next.cString, &facts) == 0 else { throw unreadable(path, errno) }
            guard facts.st_mode & S_IFMT == S_IFLNK else {
                place = next
                continue
            }
            links += 1
            guard links <= mostLinks else { throw unreadable(path, ELOOP) }
            try judge(link: next, facts, in: place, of: path)
            let target = try destination(of: next, path)
            rest = Array(target.components) + rest
            if target.isAbsolute { place = "/" }
        }
        return place
    }

    /// Whoever can put another link in its place could lead us elsewhere.
    private static func judge(
        link: FilePath, _ facts: stat, in folder: FilePath, of path: FilePath
    ) throws(SecretInputError) {
        var directory = stat()
        guard unsafe stat(folder.cString, &directory) == 0 else { throw unreadable(path, errno) }
        let isSticky = directory.st_mode & S_ISVTX != 0
        guard isOurs(facts), isOurs(directory), directory.st_mode & 0o022 == 0 || isSticky else {
            throw refusal(of: path, "the link \(link) is where others may change it")
        }
    }

    private static func destination(
        of link: FilePath, _ path: FilePath
    ) throws(SecretInputError) -> FilePath {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink(link.cString, &text, text.count - 1)
        guard count > 0 else { throw unreadable(path, count < 0 ? errno : ENOENT) }
        return FilePath(platformString: text)
    }

    private static func isOurs(_ facts: stat) -> Bool {
        facts.st_uid == geteuid() || facts.st_uid == 0
    }

    private static func unreadable(_ path: FilePath, _ code: Int32) -> SecretInputError {
        .unreadable(source: path.text, reason: unsafe String(cString: strerror(code)))
    }

    private static func refusal(of path: FilePath, _ reason: String) -> SecretInputError {
        .unsafeFile(path: path.text, reason: reason)
    }
}
