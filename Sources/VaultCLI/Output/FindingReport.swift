import APIClient
import KeyLifecycle
import Vault

/// What reconciliation has found, a line a key.
struct FindingReport {
    private static let fields = [
        "finding", "profile", "name", "user", "accessKeyId", "localState", "cloudState",
        "localExpiresAt", "cloudExpiresAt", "cloudTag",
    ]

    private let findings: [(profile: Profile, finding: Finding)]
    private let output: ListFormat
    private let showsProfile: Bool

    init(
        _ findings: [(profile: Profile, finding: Finding)], output: ListFormat, showsProfile: Bool
    ) {
        self.findings = findings
        self.output = output
        self.showsProfile = showsProfile
    }

    func write(_ console: Console) {
        switch output {
        case .table:
            let rows = findings.map { cells($0.profile, $0.finding) }
            let header = ["FINDING", "NAME", "USER", "KEY ID", "VAULT", "OUTSCALE"]
            Table(
                header: (showsProfile ? ["PROFILE"] : []) + header,
                expendable: ["PROFILE", "USER", "KEY ID"], rows: rows
            )
            .write(console.style, to: console.styledLine)
        case .json:
            let rows = findings.map {
                JSONValue.object(
                    Array(zip(Self.fields, values($0.profile, $0.finding).map(JSONValue.text))))
            }
            console.line(
                JSONValue.object([("schema", .number(1)), ("findings", .array(rows))]).text)
        case .csv:
            console.line(CSV.line(Self.fields))
            for (profile, finding) in findings { console.line(CSV.line(values(profile, finding))) }
        }
    }

    private func cells(_ profile: Profile, _ finding: Finding) -> [TableCell] {
        let tone: Style.Tone? = finding.isDrift ? .warning : nil
        let local = finding.key.map { facts($0.state.text, expiry($0)) }
        let cloud = finding.cloud.map {
            facts(KeyState($0.state).text, $0.expiresAt.map(UTCDate.iso) ?? "never expires")
        }
        return (showsProfile ? [TableCell(profile.name.description)] : []) + [
            TableCell(finding.kind.rawValue, tone),
            TableCell(finding.key?.name.description ?? "-"),
            TableCell(finding.user ?? "-"),
            TableCell(finding.key?.accessKeyID ?? finding.cloud?.id ?? "-"),
            TableCell(local ?? "-"), TableCell(cloud ?? "-"),
        ]
    }

    private func facts(_ state: String?, _ expiry: String) -> String {
        "\(state ?? "-"), \(expiry)"
    }

    private func expiry(_ key: KeyRecord) -> String {
        key.expiresAt.map(UTCDate.iso) ?? (key.isExpiryKnown ? "never expires" : "-")
    }

    private func values(_ profile: Profile, _ finding: Finding) -> [String?] {
        [
            finding.kind.rawValue, profile.name.description, finding.key?.name.description,
            finding.user, finding.key?.accessKeyID ?? finding.cloud?.id, finding.key?.state.text,
            finding.cloud.flatMap { KeyState($0.state).text },
            finding.key?.expiresAt.map(UTCDate.iso),
            finding.cloud?.expiresAt.map(UTCDate.iso), finding.cloud?.tag,
        ]
    }
}
