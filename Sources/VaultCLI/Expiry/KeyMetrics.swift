import APIClient
import FoundationEssentials
import Vault

/// The keys as metrics in Prometheus' text format, for node_exporter's textfile collector.
///
/// A metric's samples stand together, so the rows are read once for each metric.
struct KeyMetrics {
    let now: Date

    func write(_ rows: some Sequence<KeyRow>, to page: PagedOutput) {
        begin("osc_vault_key_info", "A key of the vault; always 1.", page)
        for row in rows {
            sample(
                "osc_vault_key_info", row, 1,
                [
                    ("user", row.key.user?.asText ?? ""),
                    ("access_key_id", row.key.accessKeyID.asText),
                    ("state", row.key.state.text ?? "UNKNOWN"), ("status", row.status.rawValue),
                ], page)
        }
        begin(
            "osc_vault_key_expiry_timestamp_seconds",
            "When a key expires, in Unix time; without a sample for a key that never does.", page)
        for row in rows {
            guard let expiry = row.key.expiresAt else { continue }
            sample(
                "osc_vault_key_expiry_timestamp_seconds", row,
                Int64(expiry.timeIntervalSince1970.rounded(.down)), [], page)
        }
        begin("osc_vault_key_due", "1 where somebody has to renew the key, by its expiry.", page)
        for row in rows { sample("osc_vault_key_due", row, row.isDue ? 1 : 0, [], page) }
        begin("osc_vault_list_timestamp_seconds", "When this was written, in Unix time.", page)
        page.line(
            "osc_vault_list_timestamp_seconds \(Int64(now.timeIntervalSince1970.rounded(.down)))")
    }

    private func begin(_ name: String, _ help: String, _ page: PagedOutput) {
        page.line("# HELP \(name) \(help)")
        page.line("# TYPE \(name) gauge")
    }

    private func sample(
        _ name: String, _ row: KeyRow, _ value: Int64, _ more: [(String, String)],
        _ page: PagedOutput
    ) {
        let labels = [("name", row.key.name.asText), ("profile", row.profile)] + more
        let text = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        page.line("\(name){\(text)} \(value)")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in DisplayText.oneLine(text).unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
