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
    @Option(help: .hidden) var clipboard = ""
    @Option(help: .hidden) var after = 0

    func run(in context: CommandContext) throws {
        // Before anything else: from here on, whoever ends the process has the clipboard emptied.
        let ending = vault_ending_signals()
        let alarm = vault_alarm(after)
        guard let clipboard = Clipboard(word: clipboard), ShowCommand.clearingTimes.contains(after),
            let fingerprint = ClipboardFingerprint(
                readingFrom: ClipboardKeeper.commandDescriptor)
        else { throw Failure.usage("'show --copy' runs this command.") }
        // It must not keep a file system from being unmounted.
        unsafe _ = chdir("/")
        guard ending >= 0, alarm >= 0, ClipboardKeeper.tellReady() else { return }
        Self.wait(for: [ending, alarm])
        ClipboardKeeper.awaitRelease()
        switch clipboard {
        case .program(let program): program.empty(ifHolding: fingerprint)
        case .terminal(let multiplexer):
            Console.write(multiplexer.emptying, to: ClipboardKeeper.terminalDescriptor)
        }
    }

    /// Until its time is over, or until somebody ends the process, as a logout does. The signals stay held back
    /// afterwards: a second one must not come between.
    private static func wait(for descriptors: [Int32]) {
        var waits = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while unsafe poll(&waits, nfds_t(waits.count), -1) < 0 {}
    }
}
