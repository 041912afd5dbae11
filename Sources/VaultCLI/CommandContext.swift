import APIClient
import FoundationEssentials
import Glibc
import SecretMemory

/// The world as a command sees it: environment, clock, transport, and where its words go.
struct CommandContext {
    let environment: [String: String]
    let now: @Sendable () -> Date
    let pause: @Sendable (Double) -> Void
    /// Connections to OUTSCALE, which the command's calls share.
    let connections: CurlConnectionPool
    let console: Console
    /// What a command that is started gets back.
    let settings: InheritedSettings
    /// What this command has done for earlier ones.
    let earlierWork = EarlierWork()
    let proxyLogins = ProxyLogins()

    /// This process's own world.
    static func system(
        _ options: GlobalOptions, _ settings: InheritedSettings
    ) -> CommandContext {
        let environment = ProcessInfo.processInfo.environment
        return CommandContext(
            environment: environment, now: { Date() }, pause: { usleep(UInt32($0 * 1_000_000)) },
            connections: CurlConnectionPool(),
            console: Console(
                isQuiet: options.quiet, colour: options.color,
                allowsColour: environment["NO_COLOR", default: ""].isEmpty),
            settings: settings)
    }
}

/// Whether a command has finished or tried what earlier ones had left open, before its own work.
final class EarlierWork {
    var isTouched = false
}

/// Results go to standard output, everything else to standard error.
struct Console {
    let isQuiet: Bool
    let colour: ColourChoice
    let allowsColour: Bool
    let output = ResultOutput()

    var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    var style: Style {
        switch colour {
        case .always: Style(isColoured: true)
        case .never: Style(isColoured: false)
        case .auto: Style(isColoured: allowsColour && isOutputTerminal)
        }
    }

    func line(_ text: String) { styledLine(ProgramName.spoken(DisplayText.oneLine(text))) }

    /// A line with colours in it, whose cells are filtered already.
    func styledLine(_ text: String) { output.write(text + "\n") }

    /// Something that a user should know and that is no result.
    func note(_ text: String) {
        guard !isQuiet else { return }
        Self.say(text)
    }

    /// What is being looked at, on a terminal only.
    func progress(_ text: String) {
        guard !isQuiet, isatty(STDERR_FILENO) == 1 else { return }
        Self.say("looking at \(text)")
    }

    /// For how long something is still looked for at OUTSCALE, on a terminal only.
    static func countdown(_ seconds: Double) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        say("waiting for OUTSCALE's lists to agree, \(Int(seconds.rounded(.up))) s at most.")
    }

    /// A failure; never silenced.
    static func error(_ text: String) { say(text) }

    private static func say(_ text: String) {
        let sentence = ProgramName.spoken(DisplayText.oneLine(text))
        write("\(ProgramName.called): \(sentence)\n", to: STDERR_FILENO)
    }

    /// `false` where something is in the way; a reader that has gone away wants no more, which is no failure.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        write(Array(text.utf8)[...], to: descriptor)
    }

    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return errno == EPIPE }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
