import KernelText
import SystemPackage

/// The keys of `config.json`: osc-cli's shapes, the standard's, and the second pair for IAM v2. An object with both halves of a
/// pair is one, wherever it stands.
struct ConfigurationKeys {
    private static let pairs = [
        (id: "access_key", secret: "secret_key", suffix: ""),
        (id: "access_key_v2", secret: "secret_key_v2", suffix: "-v2"),
    ]
    private let file: PlaintextFile

    static func all(in file: PlaintextFile, _ outline: JSONOutline) -> [PlaintextKey] {
        let name = (file.path.name?.text ?? "").prefix { $0 != "." }
        return ConfigurationKeys(file: file).keys(
            in: outline, named: name.isEmpty ? "key" : String(name))
    }

    /// - Parameter name: what the nearest member is called; the file, where there is none.
    private func keys(in value: JSONOutline, named name: String) -> [PlaintextKey] {
        Self.pairs.compactMap { key($0, of: value, named: name) }
            + value.members.flatMap { keys(in: $0.value, named: $0.name) }
            + value.elements.flatMap { keys(in: $0, named: name) }
    }

    private func key(
        _ pair: (id: String, secret: String, suffix: String), of profile: JSONOutline,
        named name: String
    ) -> PlaintextKey? {
        guard let id = profile[pair.id]?.string, let secret = profile[pair.secret]?.string,
            !id.range.isEmpty, !secret.range.isEmpty
        else { return nil }
        let members = [pair.id, pair.secret].compactMap {
            profile.member($0)?.range.lowerBound
        }
        return PlaintextKey(
            name: name + pair.suffix, profile: name, accessKeyID: file.text(id),
            region: text("region", of: profile) ?? text("region_name", of: profile),
            endpoint: profile["endpoints"]?["api"]?.string.map(file.text)
                ?? text("endpoint", of: profile),
            host: text("host", of: profile),
            secret: secret, removal: .members(Set(members)))
    }

    private func text(_ name: String, of profile: JSONOutline) -> String? {
        guard let place = profile[name]?.string, !place.range.isEmpty else { return nil }
        return file.text(place)
    }
}
