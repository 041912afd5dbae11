import CPosix
import Glibc
import KernelText
package import SystemPackage

/// Who may touch a vault's files, and its agent's: their owner and nobody else.
package enum FileChecks {
    package enum Kind: String, Sendable {
        case file = "regular file"
        case directory
        case socket

        fileprivate var bits: mode_t {
            switch self {
            case .file: S_IFREG
            case .directory: S_IFDIR
            case .socket: S_IFSOCK
            }
        }
    }

    /// Resolves the directory and checks it, the file, and what SQLite would open beside it; SQLite gets the path that is
    /// returned.
    static func checkedPath(of database: FilePath) throws(VaultError) -> FilePath {
        let directory = try resolved(database.parent, for: database)
        try check(directory, kind: .directory, missing: .noVault(path: database.text))
        try checkFilesystem(of: directory)
        guard let name = database.lastComponent else { throw .noVault(path: database.text) }
        let path = directory.appending(name)
        try check(path, kind: .file, missing: .noVault(path: database.text))
        try SideFiles.check(beside: path)
        return path
    }

    /// Makes a private directory with its parents, and checks it if it is there already.
    package static func makePrivateDirectory(_ path: FilePath) throws(VaultError) {
        if unsafe mkdir(path.cString, 0o700) != 0 {
            switch errno {
            case EEXIST: break
            case ENOENT where path.parent != path:
                try makePrivateDirectory(path.parent)
                return try makePrivateDirectory(path)
            default: throw .system("make the directory", path)
            }
        }
        try check(
            path, kind: .directory, missing: .noVault(path: path.text), followingLinks: true)
    }

    static func resolved(_ directory: FilePath, for file: FilePath) throws(VaultError) -> FilePath {
        let start = directory.isEmpty ? FilePath(".") : directory
        guard let path = start.real else {
            switch errno {
            case ENOENT, ENOTDIR: throw .noVault(path: file.text)
            case EACCES:
                throw .unsafeFile(path: directory.text, reason: "you may not look into it")
            default: throw .system("resolve", directory)
            }
        }
        return path
    }

    /// Of the kind that it should be, ours, closed to group and others; a link is of no kind, and a file has one name.
    package static func check(
        _ path: FilePath, kind: Kind, missing: VaultError, followingLinks: Bool = false
    ) throws(VaultError) {
        var facts = stat()
        let status =
            unsafe followingLinks ? stat(path.cString, &facts) : lstat(path.cString, &facts)
        guard status == 0 else { throw errno == ENOENT ? missing : .system("look at", path) }
        try check(facts, at: path, kind: kind)
    }

    /// The same check of a private file that is open already, whatever its name leads to now.
    static func check(_ descriptor: Int32, at path: FilePath) throws(VaultError) {
        guard try isNamed(descriptor, at: path) else {
            throw unsafeFile(path, "it was removed just now")
        }
    }

    /// The same; `false` if the file has no name any more, since another may have taken its place.
    static func isNamed(_ descriptor: Int32, at path: FilePath) throws(VaultError) -> Bool {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .system("look at", path) }
        guard facts.st_nlink > 0 else { return false }
        try check(facts, at: path, kind: .file)
        return true
    }

    static func check(_ facts: stat, at path: FilePath, kind: Kind) throws(VaultError) {
        let type = facts.st_mode & S_IFMT
        guard type != S_IFLNK else { throw unsafeFile(path, "it is a symbolic link") }
        guard type == kind.bits else { throw unsafeFile(path, "it is no \(kind.rawValue)") }
        guard facts.st_uid == geteuid() else {
            throw unsafeFile(path, "it belongs to user \(facts.st_uid), not to you")
        }
        guard facts.st_mode & 0o077 == 0 else {
            let mode = String(facts.st_mode & 0o7777, radix: 8)
            throw unsafeFile(
                path, "its mode is \(mode), so others may get at it. \(cure(path, kind))")
        }
        // SQLite finds the journal by the name that it was given, so two names are two journals of one file.
        guard kind != .file || facts.st_nlink == 1 else {
            throw unsafeFile(
                path, "it has another name too (a hard link); put a copy in its place")
        }
    }

    /// A directory that has other uses, /tmp or a home, must not be told to be closed.
    private static func cure(_ path: FilePath, _ kind: Kind) -> String {
        guard kind == .directory, path.name != "osc-vault" else {
            return "If it is the vault's, 'chmod \(kind == .directory ? 700 : 600)' closes it"
        }
        return "Use a directory that has no other use, made with 'mkdir -m 700'"
    }

    private static func unsafeFile(_ path: FilePath, _ reason: String) -> VaultError {
        .unsafeFile(path: path.text, reason: reason)
    }

    /// statfs magics of NFS, SMB, CIFS, SMB2, FUSE and 9p: their locks and syncs are not to be trusted.
    private static let networkTypes: [Int64] = [
        0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x0102_1997,
    ]

    static func checkFilesystem(of directory: FilePath) throws(VaultError) {
        let type = unsafe vault_filesystem_type(directory.cString)
        guard type >= 0 else { throw .system("look at the file system of", directory) }
        guard !networkTypes.contains(type) else {
            throw .networkFilesystem(path: directory.text)
        }
    }
}

extension VaultError {
    /// The operating system's refusal, from `errno`.
    static func system(_ operation: String, _ path: FilePath) -> VaultError {
        system(operation, path, code: errno)
    }

    static func system(_ operation: String, _ path: FilePath, code: Int32) -> VaultError {
        system(operation, path.text, code: code)
    }

    static func system(_ operation: String, _ path: String, code: Int32) -> VaultError {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EROFS: .readOnly(path: path)
        case ENOLCK where operation.hasPrefix("lock"): .locksUnsupported(path: path)
        case 0: .storage(operation: operation, path: path, reason: "the system gives no reason")
        default:
            .storage(operation: operation, path: path, reason: Errno(rawValue: code).description)
        }
    }

    /// The same, of a file that was to be written.
    static func notWritable(_ operation: String, _ path: FilePath) -> VaultError {
        let code = errno
        return code == EACCES || code == EPERM
            ? .readOnly(path: path.text) : system(operation, path, code: code)
    }
}
