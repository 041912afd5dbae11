import FoundationEssentials
import KernelText
import KeyLifecycle
import PlaintextCredentials
import SystemPackage
import Vault

/// What is said of an import.
struct ImportReport {
    let context: CommandContext
    let output: TextFormat

    func tell(_ plan: ImportPlan) {
        guard output == .text else { return }
        let style = context.console.style
        let home = context.environment.path("HOME")
        let paths = plan.items.map { ShownPath($0.file.path, home: home).text }
        // What happens needs the most room.
        let files = PathColumn(paths, width: style.width.map { $0 / 3 })
        let rows = zip(plan.items, paths).map { item, path in
            [files[path], item.key.name, item.key.shownID, Self.intention(item.step)]
                .map { TableCell($0) }
        }
        // Of one file alone, the name says more than the file.
        let further = Set(paths).count > 1 ? ["NAME THERE"] : ["FILE", "NAME THERE"]
        let table = Table(
            header: ["FILE", "NAME THERE", "KEY ID", "WHAT HAPPENS"],
            expendable: ["KEY ID"] + further, rows: rows)
        table.write(style, to: context.console.styledLine)
    }

    static func intention(_ step: ImportPlan.Step) -> String {
        switch step {
        case .store(let name, let place): "stored as '\(name)', \(place.text)"
        case .held(let name, isSameSecret: true): "nothing: the vault has it, as '\(name)'"
        case .held(let name, isSameSecret: false):
            "nothing: the vault has it with another secret, as '\(name)'"
        case .deleted(let name, let date):
            "nothing: the vault had it as '\(name)' and deleted it at OUTSCALE on \(UTCDate.day(date))"
        case .repeated(let name): "nothing more: the same key as '\(name)'"
        case .unusable(let reason): "nothing: \(reason)"
        }
    }

    /// Secrets that nobody takes must not look taken.
    ///
    /// - Returns: what they are called in their files.
    func tellStrays(in files: [PlaintextFile]) -> [String] {
        files.flatMap { file in
            let strays = file.strays()
            for name in strays {
                context.console.note(
                    "\(file.path) also holds what looks like a secret key, '\(name)', without an access key id (access_key) beside it. "
                        + "It is not imported and stays there.")
            }
            return strays
        }
    }

    func tellPasswords(in files: [PlaintextFile]) {
        for file in files {
            let profiles = file.profilesWithLoginPassword()
            guard !profiles.isEmpty else { continue }
            context.console.note(
                "\(file.path) also holds a login password (profile \(profiles.joined(separator: ", "))). "
                    + "The vault keeps no login passwords, so it stays there. Change it, and take it out."
            )
        }
    }

    func tell(_ outcome: ImportOutcome) {
        guard output == .text else { return }
        let id = outcome.item.key.shownID
        let name = outcome.name?.description ?? outcome.item.key.name
        let home = home(of: outcome)
        switch outcome.state {
        case .imported:
            context.console.sentence("Stored '\(name)': \(id)\(home). OUTSCALE accepts it.")
        case .unverified(nil):
            context.console.sentence("Stored '\(name)': \(id)\(home), unverified.")
        case .unverified(let doubt?):
            context.console.sentence("Stored '\(name)': \(id)\(home), unverified.")
            context.console.note("'\(name)' could not be verified: \(doubt)")
        case .held, .repeated, .deleted: break
        case .failed(let reason): Console.error("\(id) in \(outcome.item.file.path): \(reason).")
        }
    }

    /// A key of an earlier run.
    func tellAccepted(_ name: EntryName) {
        guard output == .text else { return }
        context.console.sentence("OUTSCALE accepts '\(name)'.")
    }

    /// What the plan could not say: whose it is, and in which of two profiles.
    private func home(of outcome: ImportOutcome) -> String {
        var text = outcome.user.map { ", user '\($0)'" } ?? ""
        if case .store(_, .beside) = outcome.item.step, let profile = outcome.profile {
            text += ", profile '\(profile)'"
        }
        return text
    }

    func tell(_ rotation: Rotation) {
        let now = context.now()
        if output == .text { context.console.sentence(RotationText.line(rotation, now: now)) }
        guard let key = rotation.key else { return }
        for remark in rotation.remarks {
            context.console.note(RemarkText.text(of: remark, on: key, now: now))
        }
    }

    /// A key that the vault has forgotten comes back with a word.
    func tellForgotten(_ plan: ImportPlan) {
        for item in plan.stored {
            guard let (name, date) = plan.forgotten(item.key) else { continue }
            context.console.note(
                "\(item.key.shownID) comes back: the vault had it as '\(name)' and forgot it on \(UTCDate.day(date))."
            )
        }
    }

    /// What the two steps after the storing would do.
    func tellFurther(_ plan: ImportPlan, noVerify: Bool) {
        guard output == .text else { return }
        let usable = plan.items.filter { item in
            switch item.step {
            case .store, .held(_, isSameSecret: true): true
            default: false
            }
        }
        let ids = Set(usable.map(\.key.accessKeyID))
        if !ids.isEmpty, !noVerify {
            context.console.sentence(
                "With --rotate: \(counted(ids.count, "key")) replaced by new ones, as far as OUTSCALE accepts them; the old ones are "
                    + "made inactive and deleted later.")
        }
        var files: [PlaintextFile] = []
        for item in plan.items where !files.contains(where: { $0 === item.file }) {
            files.append(item.file)
        }
        for file in files {
            let count = plan.items.filter { $0.file === file && $0.isTakenOut }.count
            guard count > 0 else { continue }
            context.console.sentence(
                file.isEnvironment
                    ? "With --scrub: nothing of the environment, which can't be changed from here."
                    : "With --scrub: \(counted(count, "secret")) taken out of \(file.path); everything else in it stays."
            )
        }
    }

    /// An environment can only be left behind.
    func tellEnvironment(_ file: PlaintextFile) {
        let names = file.keyVariables
        let home = context.environment.path("HOME")
        let setters =
            home.map { PlaintextFile.shellFiles(setting: names, home: $0).map(\.text) } ?? []
        let where_ =
            setters.isEmpty
            ? "No usual shell file sets it; look at what has started this shell."
            : "It is named in \(setters.joined(separator: ", ")): take it out there, else every new shell has it again."
        context.console.note(
            "the environment can't be scrubbed: this shell, and all that it has started, keep the secret. Run 'unset "
                + "\(names.joined(separator: " "))'. \(where_)")
    }

    func tellScrubbed(_ file: PlaintextFile, _ count: Int) {
        guard output == .text else { return }
        context.console.sentence("Took \(counted(count, "secret")) out of \(file.path).")
    }

    func finish(_ plan: ImportPlan, _ outcomes: [ImportOutcome]) {
        guard output == .json else { return }
        let rows =
            outcomes.isEmpty
            ? plan.items.map { row($0, Self.word($0.step), name($0.step), Self.intention($0.step)) }
            : outcomes.map { outcome in
                row(
                    outcome.item, Self.word(outcome.state), outcome.name,
                    Self.reason(outcome.state),
                    ("rotated", .boolean(outcome.isRotated)),
                    ("scrubbed", .boolean(outcome.isScrubbed)))
            }
        context.console.line(
            JSONValue.object([("schema", .number(1)), ("imports", .array(rows))]).text)
    }

    private func row(
        _ item: ImportPlan.Item, _ state: String, _ name: EntryName?, _ message: String?,
        _ more: (String, JSONValue)...
    ) -> JSONValue {
        .object(
            [
                ("file", .text(item.file.path.text)), ("there", .text(item.key.name)),
                ("accessKeyId", .text(item.key.hasPlausibleID ? item.key.accessKeyID : nil)),
                ("name", .text(name?.description)),
                ("state", .text(state)), ("message", .text(message)),
            ] + more)
    }

    private func name(_ step: ImportPlan.Step) -> EntryName? {
        switch step {
        case .store(let name, _), .held(let name, _), .repeated(let name): name
        case .unusable, .deleted: nil
        }
    }

    private static func word(_ step: ImportPlan.Step) -> String {
        switch step {
        case .store: "planned"
        case .held(_, isSameSecret: true): "held"
        case .repeated: "repeated"
        case .deleted: "deleted"
        case .held(_, isSameSecret: false), .unusable: "refused"
        }
    }

    private static func word(_ state: ImportOutcome.State) -> String {
        switch state {
        case .imported: "imported"
        case .unverified: "unverified"
        case .held: "held"
        case .repeated: "repeated"
        case .deleted: "deleted"
        case .failed: "refused"
        }
    }

    private static func reason(_ state: ImportOutcome.State) -> String? {
        switch state {
        case .unverified(let reason): reason
        case .failed(let reason): reason
        case .imported, .held, .repeated, .deleted: nil
        }
    }
}
