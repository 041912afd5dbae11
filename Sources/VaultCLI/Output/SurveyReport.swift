import SystemPackage
import Vault

/// What `verify` says of a file.
enum SurveyReport {
    /// What passed every check.
    struct Whole {
        let contents: VaultContents
        let events: Int
        let epoch: UInt64
        let fingerprint: String
    }

    static func whole(_ copy: Whole, _ format: TextFormat, _ console: Console) {
        let contents = copy.contents
        let (keys, profiles) = (contents.keyCount, contents.profiles.count)
        switch format {
        case .text:
            console.sentence(
                "Every row is as it was written: \(counted(keys, "key")), \(counted(profiles, "profile")), "
                    + "\(counted(copy.events, "audit event")); epoch \(copy.epoch) "
                    + "(\(copy.fingerprint.prefix(8))).")
        case .json:
            console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("keys", .number(Int64(keys))),
                    ("profiles", .number(Int64(profiles))),
                    ("events", .number(Int64(copy.events))),
                    ("epoch", .number(Int64(clamping: copy.epoch))),
                    ("fingerprint", .text(copy.fingerprint)), ("findings", .array([])),
                    ("lost", .array([])), ("lostProfiles", .array([])),
                ]).text)
        }
    }

    /// - Returns: the command's end.
    static func tell(
        _ survey: VaultSurvey, of path: FilePath, _ failure: Failure, _ format: TextFormat,
        _ console: Console
    ) -> Failure {
        switch format {
        case .text: lines(of: survey, path).forEach { console.sentence($0) }
        case .json: console.line(json(survey, failure).text)
        }
        return failure
    }

    static func lines(of survey: VaultSurvey, _ path: FilePath) -> [String] {
        let named = survey.lost.filter { $0.name != nil }
        let nameless = survey.lost.count - named.count
        var lines = survey.findings.map { "Not as it was written: \($0)." }
        lines += named.map { "Lost: \(text(of: $0)): \($0.reason)." }
        if nameless > 0 {
            lines.append(
                "Lost: \(counted(nameless, "key")) whose \(nameless == 1 ? "name" : "names") nothing tells any more."
            )
        }
        lines += survey.lostProfiles.map {
            "Lost: the profile of \(belongings(of: $0, in: survey))."
        }
        if survey.findings.isEmpty && survey.lost.isEmpty && survey.lostProfiles.isEmpty {
            lines.append("Every row of the file itself is as it was written.")
        }
        lines.append(
            "Whole: \(counted(survey.keys.count, "key")), \(counted(survey.profiles.count, "profile")), "
                + "\(counted(survey.intents.count, "open change")).")
        return lines
    }

    /// What belongs to a profile that is lost.
    private static func belongings(of profile: RecordID, in survey: VaultSurvey) -> String {
        let keys = survey.keys.map(\.record).filter { $0.profile == profile }
        let changes = survey.intents.filter { $0.profile == profile }
        let names =
            keys.map { "'\($0.name)'" } + changes.map { "an open change of '\($0.key.name)'" }
        return names.joined(separator: ", ")
    }

    static func text(of lost: VaultSurvey.Lost) -> String {
        let name = lost.name.map { "'\($0)'" } ?? "a key"
        return lost.accessKeyID.map { "\(name) (\($0))" } ?? name
    }

    static func json(_ survey: VaultSurvey, _ failure: Failure) -> JSONValue {
        .object([
            ("schema", .number(1)), ("keys", .number(Int64(survey.keys.count))),
            ("profiles", .number(Int64(survey.profiles.count))),
            ("events", .number(Int64(survey.eventCount))),
            ("epoch", .number(survey.epoch.map { Int64(clamping: $0) })),
            ("fingerprint", .text(survey.fingerprint)),
            ("findings", .array(survey.findings.map { .text($0) })),
            (
                "lost",
                .array(
                    survey.lost.map {
                        .object([
                            ("name", .text($0.name)), ("accessKeyId", .text($0.accessKeyID)),
                            ("reason", .text($0.reason)),
                        ])
                    })
            ),
            (
                "lostProfiles",
                .array(
                    survey.lostProfiles.map { id in
                        .array(
                            survey.keys.filter { $0.record.profile == id }
                                .map { .text($0.record.name.description) })
                    })
            ),
            (
                "error",
                .object([
                    ("code", .number(Int64(failure.status.rawValue))),
                    ("kind", .text(failure.kind)), ("message", .text(failure.message)),
                ])
            ),
        ])
    }
}
