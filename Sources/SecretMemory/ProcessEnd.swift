import CPosix
import Glibc

/// Ends the process if nothing can be thrown: one sentence, exit status 70, no trap.
///
/// A trap would hand the registers, and what they point to, to a crash reporter.
package enum ProcessEnd {
    package static func withOneSentence(_ sentence: StaticString) -> Never {
        let name = unsafe vault_called_name()
        unsafe _ = Glibc.write(STDERR_FILENO, name, unsafe strlen(name))
        write(": ")
        write(sentence)
        write(".\n")
        _exit(70)
    }

    /// The usual end: nothing of a secret stays on the stack, for as long as the kernel keeps the memory.
    package static func exit(_ status: Int32) -> Never {
        wipe()
        Glibc.exit(status)
    }

    /// By a signal: without a core, which this process must not leave.
    package static func die(of signal: Int32) -> Never {
        wipe()
        vault_default_signal(signal)
        var one = sigset_t()
        unsafe sigemptyset(&one)
        unsafe sigaddset(&one, signal)
        unsafe sigprocmask(SIG_UNBLOCK, &one, nil)
        kill(getpid(), signal)
        _exit(128 + signal)
    }

    private static func wipe() {
        vault_progress_end()
        StackResidue.wipeTouched(StackResidue.afterCommand)
    }

    private static func write(_ text: StaticString) {
        unsafe _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
}
