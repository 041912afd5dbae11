import ArgumentParser
import CPosix
import Glibc

/// Finds a program as a shell does.
enum CommandLookup {
    enum Result: Equatable {
        case found(String)
        /// A shell answers with 127.
        case notFound
        /// A shell answers with 126.
        case notExecutable
    }

    static func find(_ command: String, path: String?) -> Result {
        guard !command.contains("/") else { return judge(command) }
        guard !command.isEmpty else { return .notFound }
        var result = Result.notFound
        let directories = (path ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":", omittingEmptySubsequences: false)
        for directory in directories {
            switch judge((directory.isEmpty ? "." : String(directory)) + "/" + command) {
            case .found(let path): return .found(path)
            case .notExecutable: result = .notExecutable
            case .notFound: break
            }
        }
        return result
    }

    /// The path of a command, or the sentence and the status that a shell would have for it. A command that
    /// can't be run gets no secret opened for it.
    static func path(of command: String, _ context: CommandContext) throws -> String {
        switch find(command, path: context.environment["PATH"]) {
        case .found(let path): return path
        case .notFound:
            Console.error("there is no command '\(command)'. Nothing was run.")
            throw ExitCode(127)
        case .notExecutable:
            Console.error("'\(command)' can't be run. Nothing was run.")
            throw ExitCode(126)
        }
    }

    private static func judge(_ path: String) -> Result {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return .notFound }
        let isFile = facts.st_mode & S_IFMT == S_IFREG
        return unsafe isFile && access(path, X_OK) == 0 ? .found(path) : .notExecutable
    }
}
