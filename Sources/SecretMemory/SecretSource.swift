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

    /// All bytes of a private file of the caller's, a last newline too.
    ///
    /// - Parameter limit: a longer file is an error, never a cut.
    package static func readKeyFile(
        _ path: FilePath, limit: Int
    ) throws(SecretInputError) -> SecretBytes {
        let descriptor = try openPrivate(path)
        defer { close(descriptor) }
        return try SecretBytes(readingAllOf: descriptor, limit: limit, source: path.string)
    }

    private static func read(_ path: FilePath, limit: Int) throws(SecretInputError) -> SecretBytes {
        let descriptor = try openPrivate(path)
        defer { close(descriptor) }
        return try SecretBytes(readingFrom: descriptor, limit: limit, source: path.string)
    }

    /// A regular file that belongs to the caller and that nobody else may read.
    private static func openPrivate(_ path: FilePath) throws(SecretInputError) -> Int32 {
        let descriptor = unsafe open(path.string, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw unsafeFile(path, "it is a symbolic link") }
            throw .unreadable(source: path.string, reason: unsafe String(cString: strerror(errno)))
        }
        do throws(SecretInputError) { try check(descriptor, path) } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func check(_ descriptor: Int32, _ path: FilePath) throws(SecretInputError) {
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
    }

    private static func unsafeFile(_ path: FilePath, _ reason: String) -> SecretInputError {
        .unsafeFile(path: path.string, reason: reason)
    }
}
