import Glibc
package import KernelText
package import SystemPackage

/// Where a password or a secret comes from; there is no case for an argument or a variable.
package enum SecretSource: Hashable, Sendable {
    /// An open descriptor, read to its end.
    case descriptor(Int32)
    /// A private file, or a descriptor by its name (`/dev/stdin`, `<(…)`).
    case file(FilePath)
    /// A program and its arguments, run without a shell; its standard output is the secret.
    case command([CText])
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
        let descriptor = try SecretFile.open(path)
        defer { close(descriptor) }
        return try SecretBytes(readingAllOf: descriptor, limit: limit, source: path.text)
    }

    private static func read(_ path: FilePath, limit: Int) throws(SecretInputError) -> SecretBytes {
        if let descriptor = InheritedPipe.descriptor(named: path) {
            return try SecretBytes(
                readingFrom: descriptor, limit: limit, source: path.text)
        }
        let descriptor = try SecretFile.open(path)
        defer { close(descriptor) }
        return try SecretBytes(readingFrom: descriptor, limit: limit, source: path.text)
    }
}
