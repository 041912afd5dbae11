import ArgumentParser
import CPosix
import Glibc

/// What `show --copy` leaves behind: waits, and empties the clipboard.
struct ClearClipboardCommand: VaultSubcommand {
    static let name = "clear-clipboard"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Empties the clipboard; 'show --copy' runs it.",
        shouldDisplay: false)

    @OptionGroup var global: GlobalOptions
    @Option(help: .hidden) var clipboard: String
    @Option(help: .hidden) var after: Int

    func run(in context: CommandContext) throws {
        guard let clipboard = Clipboard(word: clipboard), ShowCommand.clearingTimes.contains(after),
            let fingerprint = ClipboardFingerprint(
                readingFrom: ClipboardKeeper.fingerprintDescriptor)
        else { throw Failure.usage("'show --copy' runs this command.") }
        close(ClipboardKeeper.fingerprintDescriptor)
        // It must not keep a file system from being unmounted.
        unsafe _ = chdir("/")
        wait()
        switch clipboard {
        case .program(let program): program.empty(ifHolding: fingerprint)
        case .terminal(let multiplexer):
            Console.write(multiplexer.emptying, to: ClipboardKeeper.terminalDescriptor)
        }
    }

    /// A suspended machine's time counts. Whoever ends the process, as a logout does, has it done at once.
    private func wait() {
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            var previous = sigaction()
            _ = unsafe vault_catch_signal(signal, &previous)
        }
        var end = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &end)
        end.tv_sec += after
        _ = unsafe clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &end, nil)
    }
}
