import FoundationEssentials
import KeyLifecycle
import Vault

/// Several rotations, of which a failing one never stops the rest.
struct RotationBatch {
    let context: CommandContext
    let output: TextFormat
    private var rows: [JSONValue] = []
    private var failures: [Failure] = []
    private var count = 0
    /// Whose rotation was wanted; one may take several steps.
    private var names: Set<EntryName> = []
    /// How many rotations a person need not be told of.
    private var silent = 0
    /// Whose keys stay for a while beside the ones that replace them.
    private var lasting: [Owner] = []

    private struct Owner: Equatable {
        let profile: RecordID
        let user: String?

        init(_ request: RotateKey.Request, user: String?) {
            profile = request.profile.id
            self.user = user
        }
    }

    init(context: CommandContext, output: TextFormat) {
        self.context = context
        self.output = output
    }

    /// - Parameters:
    ///   - isNews: whether a person is told of it; a program is.
    ///   - wasMadeBefore: whether the new key had its place before this command, which may only have ended a window.
    mutating func add(_ rotation: Rotation, isNews: Bool = true, wasMadeBefore: Bool = false) {
        let line =
            RotationText.line(rotation, now: context.now())
            + (wasMadeBefore ? RotationText.nothingMade(rotation) : "")
        append(rotation.name, RotationText.word(rotation.state), line, rotation.key?.accessKeyID)
        guard isNews else {
            silent += 1
            return
        }
        if output == .text { context.console.sentence(line) }
        guard let key = rotation.key else { return }
        for remark in rotation.remarks {
            context.console.note(RemarkText.text(of: remark, on: key, now: context.now()))
        }
    }

    /// How many keys an owner will have got by what is planned already and stays beside the old ones.
    func planned(for request: RotateKey.Request) -> Int {
        lasting.count { $0 == Owner(request, user: request.key.user) }
    }

    mutating func add(planning request: RotateKey.Request, issuing issue: IssueRequest) {
        if request.windows.overlapSeconds + request.windows.graceSeconds > 0 {
            lasting.append(Owner(request, user: issue.user))
        }
        let cut = issue.isCut ? " by the account's ceiling" : ""
        let life = issue.expiresAt.map { "expires \(UTCDate.iso($0))\(cut)" } ?? "never expires"
        let owner =
            issue.user == request.key.user
            ? ""
            : ", is made for \(issue.user.map { "user '\($0)'" } ?? "the caller"), whose the old one is,"
        let overlap =
            request.windows.overlapSeconds > 0
            ? "works on for \(SpanText.of(request.windows.overlapSeconds)), then is inactive"
            : "is inactive at once"
        let line =
            "Would rotate '\(request.key.name)' (\(request.key.accessKeyID)): the new key\(owner) \(life); "
            + "the old one \(overlap), and is deleted \(SpanText.of(request.windows.graceSeconds)) later."
        append(request.key.name, "planned", line, request.key.accessKeyID)
        if output == .text { context.console.sentence(line) }
    }

    /// A rotation that is under way: a run would go on with it.
    mutating func add(
        goingOn intent: Intent, _ windows: RotateKey.Windows, in contents: VaultContents,
        overtaken: OvertakenRotation?
    ) throws {
        guard let open = intent.rotation else { return }
        let (name, now) = (intent.key.name, context.now())
        let rotation = windows.shortening(open, at: now)
        let window = try RotationWindow(rotation, of: intent, in: contents, at: now)
        let rests = (rotation.restsUntil.map { $0 > now } ?? false) || window?.needsPerson ?? false
        let what =
            if let overtaken { overtaken.plan(for: name) } else if rests {
                "'\(name)' is rotated already, and nothing would be done now."
            } else { "Would go on with the rotation of '\(name)'." }
        let line = what + (window.map { " The old key: \($0.text)." } ?? "")
        append(name, rests && overtaken == nil ? "resting" : "planned", line, nil)
        if output == .text { context.console.sentence(line) }
    }

    mutating func add(_ name: EntryName, _ failure: Failure) {
        failures.append(failure)
        append(name, "failed", failure.message, nil)
        guard output == .text else { return }
        Console.error("'\(name)': \(failure.message)")
    }

    private mutating func append(
        _ name: EntryName, _ state: String, _ line: String, _ accessKeyID: String?
    ) {
        count += 1
        names.insert(name)
        rows.append(
            .object([
                ("name", .text(name.description)), ("state", .text(state)),
                ("accessKeyId", .text(accessKeyID)), ("message", .text(line)),
            ]))
    }

    /// One status for all: the first failure's.
    func finish() throws {
        if output == .json {
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("rotations", .array(rows))]).text)
        } else if count == silent {
            context.console.note("nothing is due.")
        }
        guard let first = failures.first else { return }
        guard names.count > 1 else {
            throw Failure(first.status, first.kind, first.message, isSaid: output == .text)
        }
        throw Failure(
            first.status, first.kind, "\(failures.count) of \(names.count) rotations failed.",
            refusal: first.refusal)
    }
}

/// A length of time in the largest unit that tells it whole.
enum SpanText {
    static func of(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min")]
        guard seconds > 0, let (length, unit) = units.first(where: { seconds % $0.0 == 0 }) else {
            return "\(seconds) s"
        }
        return "\(seconds / length) \(unit)"
    }
}
