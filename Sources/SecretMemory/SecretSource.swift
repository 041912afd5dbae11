import Glibc
package import SystemPackage

/// Where a password or a secret comes from; there is no case for an argument or a variable.
package enum SecretSource: Hashable, Sendable {
    /// An open descriptor, read to its end.
    case descriptor(Int32)
    /// A private file of the caller's.
    case file(FilePath)
    /// A program and its arguments, run without a shell; its standard output is the secret.
    case command([String])
    case terminal(prompt: String)

    /// The secret, with one trailing newline dropped.
    package func read(limit: Int = 1024) throws(SecretInputError) -> SecretBytes {
        switch self {
        case .descriptor(let number):
            try SecretBytes(readingFrom: number, limit: limit, source: "descriptor \(number)")
        case .file(let path): try Self.read(path, limit: limit)
        case .command(let words): try SecretCommand(words).run(limit: limit)
        case .terminal(let prompt): try TerminalPrompt.readSecret(prompt, limit: limit)
        }
    }

    private static func read(_ path: FilePath, limit: Int) throws(SecretInputError) -> SecretBytes {
        let descriptor = unsafe open(path.string, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw unsafeFile(path, "it is a symbolic link") }
            throw .unreadable(source: path.string, reason: unsafe String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw unsafeFile(path, "it is no regular file")
        }
        guard facts.st_uid == geteuid() else {
            throw unsafeFile(path, "it belongs to somebody else")
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw unsafeFile(path, "others may read it; chmod 600 it")
        }
        return try SecretBytes(readingFrom: descriptor, limit: limit, source: path.string)
    }

    private static func unsafeFile(_ path: FilePath, _ reason: String) -> SecretInputError {
        .unsafeFile(path: path.string, reason: reason)
    }
}
