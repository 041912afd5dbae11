import CPosix
import Glibc

/// How the process ends where nothing can be thrown: one sentence, exit status 70, no trap.
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
        StackResidue.wipe(StackResidue.afterCommand)
        Glibc.exit(status)
    }

    private static func write(_ text: StaticString) {
        unsafe _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
}
