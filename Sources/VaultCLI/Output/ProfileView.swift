import Vault

/// A profile as it is shown.
struct ProfileView {
    private let profile: Profile
    private let signingKey: String?

    init(_ profile: Profile, _ contents: VaultContents) throws {
        self.profile = profile
        let key = profile.signingKey
        signingKey = try key.flatMap { try contents.key(id: $0) }?.name.description
    }

    static let fields = [
        "name", "region", "endpoint", "caFile", "clientCertificate", "clientKey", "proxy",
        "proxyLogin", "defaultLifetime",
        "signingKey", "default",
    ]

    private var values: [JSONValue] {
        [
            .text(profile.name.description), .text(profile.region), .text(profile.endpoint),
            .text(profile.caFile), .text(profile.clientCertificate), .text(profile.clientKey),
            .text(profile.proxy), .boolean(profile.proxyLogin != nil),
            .number(profile.defaultLifetime), .text(signingKey), .boolean(profile.isDefault),
        ]
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }

    var csv: String { CSV.line(values.map(Self.plain)) }

    var facts: [NamedFact] {
        zip(Self.fields, values).map { field, value in
            let shown = field == "defaultLifetime" ? lifetime : Self.plain(value)
            return NamedFact(name: field, value: shown ?? "-")
        }
    }

    private var lifetime: String? { profile.defaultLifetime.map { Span.phrase(seconds: $0) } }

    var cells: [TableCell] {
        [
            TableCell(profile.name.description), TableCell(profile.region),
            TableCell(profile.endpoint ?? "the region's own"), TableCell(signingKey ?? "-"),
            TableCell(profile.isDefault ? "yes" : ""),
        ]
    }

    private static func plain(_ value: JSONValue) -> String? {
        switch value {
        case .text(let text): text
        case .number(let number): number.map { String($0) }
        case .boolean(let flag): flag ? "true" : "false"
        case .array, .object: nil
        }
    }
}
