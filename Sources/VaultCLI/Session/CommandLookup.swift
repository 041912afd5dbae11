import CPosix
import Glibc
import KernelText

/// Finds a program as a shell does, byte by byte: no name on the way need be UTF-8.
enum CommandLookup {
    enum Result: Equatable {
        case found(CText)
        /// A shell answers with 127.
        case notFound
        /// A shell answers with 126.
        case notExecutable
    }

    static func find(_ command: CText, path: CText?) -> Result {
        guard !command.bytes.contains(UInt8(ascii: "/")) else { return judge(command) }
        guard !command.bytes.isEmpty else { return .notFound }
        var result = Result.notFound
        let directories = (path ?? "/usr/local/bin:/usr/bin:/bin").bytes
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for directory in directories {
            let folder = directory.isEmpty ? Array(".".utf8) : Array(directory)
            switch judge(CText(bytes: folder + Array("/".utf8) + command.bytes)) {
            case .found(let path): return .found(path)
            case .notExecutable: result = .notExecutable
            case .notFound: break
            }
        }
        return result
    }

    /// The path of a command, or the sentence and the status that a shell would have for it. A command that
    /// can't be run gets no secret opened for it.
    static func path(of command: CText) throws(Failure) -> CText {
        switch find(command, path: Inherited.value(of: "PATH")) {
        case .found(let path): return path
        case .notFound:
            throw Failure(
                .noCommand, "exec", "there is no command '\(command.text)'. Nothing was run.")
        case .notExecutable:
            throw Failure(
                .commandNotRunnable, "exec",
                "'\(command.text)' can't be run: it is no file that you may execute. Nothing was run."
            )
        }
    }

    private static func judge(_ path: CText) -> Result {
        var facts = stat()
        guard unsafe stat(path.terminated, &facts) == 0 else { return .notFound }
        let isFile = facts.st_mode & S_IFMT == S_IFREG
        return unsafe isFile && access(path.terminated, X_OK) == 0 ? .found(path) : .notExecutable
    }
}
