import CPosix
import Glibc
import KernelText

/// How a program's file is started: a script without `#!` by sh, as every shell does it.
enum CommandStart {
    private static let shell = CText("/bin/sh")

    /// - Parameter start: lets the kernel run a program with its words, and gives the error's number, 0 for none.
    static func run(
        _ path: CText, _ words: [CText],
        by start: ([CChar], [UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let code = unsafe CStrings.lend(words) { unsafe start(path.terminated, $0) }
        guard code == ENOEXEC, isScript(path) else { return code }
        let words = [shell, path] + words.dropFirst()
        return unsafe CStrings.lend(words) { unsafe start(shell.terminated, $0) }
    }

    /// Whether its first line is text: a program for another machine is nothing for sh.
    private static func isScript(_ path: CText) -> Bool {
        let file = unsafe open(path.terminated, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var head = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(file, &head, head.count)
        guard count >= 0 else { return false }
        let line = head.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
        return !line.contains(0) && !line.starts(with: Array("\u{7F}ELF".utf8))
    }
}

extension Failure {
    /// A program that was found, and that the kernel would not run.
    static func commandDidNotStart(_ path: CText, code: Int32) -> Failure {
        if code == ENOENT, unsafe access(path.terminated, F_OK) != 0 {
            return Failure(
                .noCommand, "exec", "\(path.text) has just gone away. Nothing was run.")
        }
        return Failure(
            .commandNotRunnable, "exec",
            "\(path.text) can't be run: \(reason(code)). Nothing was run.")
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "the interpreter or the loader that it names is not there"
        case ENOEXEC: "it is no program for this machine, and no script"
        case EACCES:
            "it, its interpreter or its file system may not be executed (permissions, or 'noexec')"
        case EPERM: "the system does not permit it"
        case ETXTBSY: "another program is just writing it; try again"
        case E2BIG: "its arguments and variables together are too long"
        case ENOMEM, EAGAIN: "the system has no memory or no process left for it"
        case ELOOP: "its interpreter leads back to itself"
        case EMFILE, ENFILE: "the system has no descriptor left; close some programs"
        case EIO: "its file can't be read"
        default: unsafe "the system says '\(String(cString: strerror(code)))'"
        }
    }
}
