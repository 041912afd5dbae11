import CPosix
import Glibc
import KernelText

/// A program whose standard output is a secret.
///
/// It is read until the program exits: what it has left running in the background keeps nobody waiting. It gets this
/// process's input only if that is a terminal, and a signal that ends this process ends it, too.
struct SecretCommand {
    private let words: [CText]

    init(_ words: [CText]) { self.words = words }

    func run(limit: Int) throws(SecretInputError) -> SecretBytes {
        guard let program = words.first else {
            throw .unreadable(source: "the password command", reason: "it is empty")
        }
        // It may ask on the terminal.
        vault_progress_hold()
        defer { vault_progress_release() }
        do throws(SecretInputError) {
            return try NotedSignals.during(NotedSignals.ofWait) {
                signals throws(SecretInputError) in
                try secret(of: try start(program), limit: limit, noting: signals)
            }
        } catch .interrupted(let signal) {
            // Its effect is what it was before, by now.
            raise(signal)
            throw .interrupted(signal: signal)
        }
    }

    private func secret(
        of helper: consuming HelperProcess, limit: Int, noting signals: borrowing NotedSignals
    ) throws(SecretInputError) -> SecretBytes {
        let program = helper.program
        var secret: SecretBytes?
        var failure: SecretInputError?
        do throws(SecretInputError) {
            secret = try SecretBytes(
                readingFrom: helper.output, limit: limit, source: program
            ) { () throws(SecretInputError) in try helper.hasMore(noting: signals) }
        } catch { failure = error }
        if case .interrupted(let signal) = failure {
            helper.end(by: signal)
            throw .interrupted(signal: signal)
        }
        let status = try helper.wait(noting: signals)
        guard status == 0 else { throw .commandFailed(program: program, status: status) }
        if let failure { throw failure }
        guard let secret = secret.take() else { throw .empty }
        return secret
    }

    private func start(_ program: CText) throws(SecretInputError) -> HelperProcess {
        var ends: [Int32] = [0, 0]
        guard unsafe vault_pipe(&ends) == 0 else { throw failure(program, errno) }
        defer { close(ends[1]) }
        do throws(SecretInputError) {
            return HelperProcess(
                try spawn(program, output: ends[1]), program: program.text, output: ends[0])
        } catch {
            close(ends[0])
            throw error
        }
    }

    private func spawn(_ program: CText, output: Int32) throws(SecretInputError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // What stands in a pipe or a file is the command's that vault runs, or vault's own.
        if isatty(STDIN_FILENO) != 1 {
            unsafe posix_spawn_file_actions_addopen(
                &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map {
            unsafe strdup($0.terminated)
        }
        unsafe arguments.append(nil)
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // What this process ignores or holds back for itself is not meant for the program.
        InheritedSignals.none.give(to: &attributes)
        var process: pid_t = 0
        let code = unsafe posix_spawnp(
            &process, program.terminated, &actions, &attributes, arguments,
            vault_inherited_environment())
        guard code == 0 else { throw failure(program, code) }
        return process
    }

    private func failure(_ program: CText, _ code: Int32) -> SecretInputError {
        .unreadable(
            source: "the command '\(program.text)'", reason: unsafe String(cString: strerror(code)))
    }
}
