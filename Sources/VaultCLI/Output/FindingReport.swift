import APIClient
import FoundationEssentials
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
            let rows = findings.map { cells($0.profile, $0.finding, on: console) }
            let header = ["FINDING", "NAME", "USER", "KEY ID", "VAULT", "OUTSCALE"]
            // A key that the vault does not hold has no name, only its id.
            let isNamed = findings.allSatisfy { $0.finding.key != nil }
            let details = isNamed ? ["KEY ID", "VAULT", "OUTSCALE"] : ["VAULT", "OUTSCALE"]
            Table(
                header: (showsProfile ? ["PROFILE"] : []) + header,
                expendable: ["PROFILE", "USER"] + details, rows: rows
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

    private func cells(
        _ profile: Profile, _ finding: Finding, on console: Console
    ) -> [TableCell] {
        let tone: Style.Tone? = finding.isDrift ? .warning : nil
        // On a narrow terminal a date breaks before its time.
        let gap = console.isOutputTerminal ? " " : "T"
        let date = { (date: Date) in UTCDate.iso(date).replacing("T", with: gap) }
        let local = finding.key.map { key in
            facts(
                key.state.text,
                key.expiresAt.map(date) ?? (key.isExpiryKnown ? "never expires" : "-"))
        }
        let cloud = finding.cloud.map {
            facts(KeyState($0.state).text, $0.expiresAt.map(date) ?? "never expires")
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
