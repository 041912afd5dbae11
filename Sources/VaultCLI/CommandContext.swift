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
        let environment = Inherited.variables
        return CommandContext(
            environment: environment, now: { Date() }, pause: { usleep(UInt32($0 * 1_000_000)) },
            connections: CurlConnectionPool(),
            console: Console(
                isQuiet: options.quiet, colour: options.color,
                allowsColour: environment["NO_COLOR", default: ""].isEmpty,
                canErase: SecretScreen.canHide(terminalType: environment["TERM"])),
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
    /// Whether the terminal can take back what it shows.
    var canErase = false
    let output = ResultOutput()

    var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// How a result tells times.
    func time(at now: Date) -> ReadTime { ReadTime(now: now, isOnTerminal: isOutputTerminal) }

    var style: Style {
        Style(
            isColoured: isColoured(STDOUT_FILENO), width: TerminalWidth.of(STDOUT_FILENO))
    }

    private func isColoured(_ descriptor: Int32) -> Bool {
        switch colour {
        case .always: true
        case .never: false
        case .auto: allowsColour && isatty(descriptor) == 1
        }
    }

    func line(_ text: String) { styledLine(ProgramName.spoken(DisplayText.oneLine(text))) }

    /// A sentence for a person: on a terminal, it breaks between words. A program's line never does.
    func sentence(_ text: String, _ tone: Style.Tone? = nil) {
        let style = style
        let sentence = ProgramName.spoken(DisplayText.oneLine(text))
        for line in TextWrap.lines(sentence, width: style.width) {
            styledLine(style.shown(line, tone))
        }
    }

    /// A line with colours in it, whose cells are filtered already.
    func styledLine(_ text: String) { output.write(text + "\n") }

    /// Something that a user should know and that is no result.
    func note(_ text: String) { note(text, nil) }

    func note(_ text: String, _ tone: Style.Tone?) {
        guard !isQuiet else { return }
        Self.say(text, Style(isColoured: isColoured(STDERR_FILENO)), tone)
    }

    /// Whether what takes longer than half a second is shown to go on: on a terminal only, which can erase a line.
    var showsProgress: Bool { !isQuiet && isatty(STDERR_FILENO) == 1 && canErase }

    /// What is being looked at, on a terminal only.
    func progress(_ text: String) { Progress.say("looking at \(DisplayText.oneLine(text))") }

    /// For how long something is still looked for at OUTSCALE, on a terminal only.
    static func countdown(_ seconds: Double) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        say("waiting for OUTSCALE's lists to agree, \(Int(seconds.rounded(.up))) s at most.")
    }

    /// A failure; never silenced.
    static func error(_ text: String) { say(text) }

    private static func say(
        _ text: String, _ style: Style = Style(isColoured: false), _ tone: Style.Tone? = nil
    ) {
        let sentence = ProgramName.spoken(DisplayText.oneLine(text))
        let lines = TextWrap.lines(
            "\(ProgramName.called): \(sentence)", width: TerminalWidth.of(STDERR_FILENO))
        let said = lines.map { style.shown($0, tone) + "\n" }.joined()
        write(said, to: STDERR_FILENO)
    }

    /// `false` where something is in the way; a reader that has gone away wants no more, which is no failure.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        write(Array(text.utf8)[...], to: descriptor)
    }

    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        Progress.clear()
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
