import CPosix
import Glibc

/// A program whose standard output is a secret.
struct SecretCommand {
    private let words: [String]

    init(_ words: [String]) { self.words = words }

    func run(limit: Int) throws(SecretInputError) -> SecretBytes {
        guard let program = words.first else {
            throw .unreadable(source: "the password command", reason: "it is empty")
        }
        var ends: [Int32] = [0, 0]
        guard unsafe vault_pipe(&ends) == 0 else { throw failure(program, errno) }
        let process: pid_t
        do throws(SecretInputError) { process = try spawn(program, output: ends[1]) } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        close(ends[1])
        let result: Result<Void, SecretInputError>
        var secret: SecretBytes?
        do throws(SecretInputError) {
            secret = try SecretBytes(readingFrom: ends[0], limit: limit, source: program)
            result = .success(())
        } catch { result = .failure(error) }
        // Before the wait: a program that goes on talking would wait for a reader for ever.
        close(ends[0])
        let status = wait(for: process)
        guard status == 0 else { throw .commandFailed(program: program, status: status) }
        try result.get()
        guard let secret = secret.take() else { throw .empty }
        return secret
    }

    private func spawn(_ program: String, output: Int32) throws(SecretInputError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // What this process ignores or holds back for itself is not meant for the program.
        InheritedSignals.none.give(to: &attributes)
        var process: pid_t = 0
        let code = unsafe posix_spawnp(
            &process, program, &actions, &attributes, arguments, vault_inherited_environment())
        guard code == 0 else { throw failure(program, code) }
        return process
    }

    private func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    private func failure(_ program: String, _ code: Int32) -> SecretInputError {
        .unreadable(
            source: "the command '\(program)'", reason: unsafe String(cString: strerror(code)))
    }
}
