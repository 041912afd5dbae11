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

    init(context: CommandContext, output: TextFormat) {
        self.context = context
        self.output = output
    }

    mutating func add(_ rotation: Rotation) {
        let line = RotationText.line(rotation, now: context.now())
        append(rotation.name, RotationText.word(rotation.state), line, rotation.key?.accessKeyID)
        if output == .text { context.console.line(line) }
    }

    mutating func add(planning request: RotateKey.Request) {
        let expiry = request.expiresAt.map { "expires \(UTCDate.iso($0))" } ?? "never expires"
        let line =
            "Would rotate '\(request.key.name)' (\(request.key.accessKeyID)): the new key \(expiry); "
            + "the old one is inactive at once and deleted after \(request.graceSeconds / 3600) h."
        append(request.key.name, "planned", line, request.key.accessKeyID)
        if output == .text { context.console.line(line) }
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
        } else if count == 0 {
            context.console.note("nothing is due.")
        }
        guard let first = failures.first else { return }
        guard count > 1 else {
            throw Failure(first.status, first.kind, first.message, isSaid: output == .text)
        }
        throw Failure(
            first.status, first.kind, "\(failures.count) of \(count) rotations failed.",
            refusal: first.refusal)
    }
}
