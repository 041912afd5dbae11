import Vault

/// What the program says of keys that are there.
enum KeyClaims {
    static func all() throws -> [Claim] { try stored() + kept() + changed() + proven() }

    private static let id = Claim.exampleID
    private static let date = #"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"#

    /// The key is stored before the user's tag is set, which a new ceiling may want an earlier expiry for: then that is said.
    private static let unlessCutLater = #"(?![\s\S]*cut to its ceiling: expires )"#

    private static func stored() throws -> [Claim] {
        [
            try Claim(
                #"Stored '([^']+)': (\w{20}), "#,
                example: "Stored 'ci': \(id), user u", says: "Stored '"
            ) { $1.isNotHeld($0[1], as: $0[0]) + $1.missing($0[1]) },
            try Claim(
                #"Stored '[^']+': (\w{20}), .*?, expires "# + date + unlessCutLater,
                example: "Stored 'ci': \(id), user u, expires 2030-01-01T00:00:00Z",
                says: "Stored '"
            ) { $1.doesNotEnd($0[0], at: $0[1]) },
            try Claim(
                #"Stored '[^']+': (\w{20}), [^,]*, never expires"# + unlessCutLater,
                example: "Stored 'ci': \(id), user u, never expires", says: "never expires"
            ) { $1.doesNotEnd($0[0], at: nil) },
            try Claim(
                #"recovered '([^']+)': (\w{20}) had landed"#,
                example: "recovered 'ci': \(id) had landed"
            ) { words, moment in
                // What goes on from there may have deleted it again.
                moment.lives(words[1]).isEmpty ? [] : moment.isNotHeld(words[1])
            },
            try Claim(
                #"OUTSCALE created (\w{20}), and (?!its secret could not be stored)"#,
                example: "OUTSCALE created \(id), and its sealed secret is in"
            ) { $1.missing($0[0]) },
            try Claim(
                #"OUTSCALE created (\w{20}), and its secret could not be stored"#,
                example: "OUTSCALE created \(id), and its secret could not be stored"
            ) { words, moment in
                // It may have been deleted again, by a request whose answer was lost.
                moment.after.cloud.key(words[0]) == nil ? ["OUTSCALE never made it"] : []
            },
        ]
    }

    private static func kept() throws -> [Claim] {
        [
            try Claim(
                #"whether the key of '([^']+)' is gone is not known[^\n]*nothing of it is dropped"#,
                example:
                    "whether the key of 'cx' is gone is not known. Until then nothing of it is dropped here.",
                says: "Until then nothing of it is dropped here."
            ) { $1.hasDropped($0[0]) }
        ]
    }

    private static func changed() throws -> [Claim] {
        [
            try Claim(
                #"'[^']+' \((\w{20})\) is (ACTIVE|INACTIVE)\."#,
                example: "'ci' (\(id)) is INACTIVE."
            ) { $1.isNot($0[1], $0[0]) },
            try Claim(
                #"'[^']+' \((\w{20})\) expires "# + date,
                example: "'ci' (\(id)) expires 2030-01-01T00:00:00Z.", says: "expires \\("
            ) { $1.doesNotEnd($0[0], at: $0[1]) },
            try Claim(
                #"'[^']+' \((\w{20})\) never expires"#,
                example: "'ci' (\(id)) never expires.", says: "never expires"
            ) { $1.doesNotEnd($0[0], at: nil) },
            try Claim(
                #"'[^']+' \((\w{20})\) is tagged"#,
                example: "'ci' (\(id)) is tagged.", says: "is tagged"
            ) { words, moment in
                let tag = moment.after.cloud.key(words[0])?.tag
                return moment.command.contains(tag ?? "-") || moment.touched.contains(words[0])
                    ? [] : ["the tag of \(words[0]) is \(tag ?? "none")"]
            },
            try Claim(
                #""accessKeyId":"(\w{20})","state":"(ACTIVE|INACTIVE)""#,
                example: #""accessKeyId":"\#(id)","state":"ACTIVE""#, says: "\"accessKeyId\""
            ) { words, moment in
                moment.reportsOneKey ? moment.isNot(words[1], words[0]) : []
            },
            try Claim(
                #""accessKeyId":"(\w{20})".*?"expiresAt":(?:"([^"]*)"|null)"#,
                example: #""accessKeyId":"\#(id)","expiresAt":null"#, says: "\"expiresAt\""
            ) { words, moment in
                moment.reportsOneKey
                    ? moment.doesNotEnd(words[0], at: words[1].isEmpty ? nil : words[1]) : []
            },
            try Claim(#"Nothing was changed"#, example: "Nothing was changed.") { $1.changes },
        ]
    }

    private static func proven() throws -> [Claim] {
        [
            try Claim(
                #"(?:Stored '[^']+': |"accessKeyId":")(\w{20})(?s:.*)verified: OUTSCALE accepts"#,
                example: "Stored 'ci': \(id), user u\nverified: OUTSCALE accepts"
            ) { $1.doesNotSign($0[0]) },
            try Claim(
                #"Rotated '([^']+)': (\w{20}) is in use"#,
                example: "Rotated 'ci': \(id) is in use"
            ) { $1.isNotHeld($0[1], as: $0[0]) },
            try Claim(
                #"Rotated '([^']+)'[^;]*; the old key is inactive"#,
                example: "Rotated 'ci': \(id) is in use; the old key is inactive",
                says: "; the old key is inactive"
            ) { words, moment in
                moment.after.records(named: words[0])
                    .filter { $0.name.description != words[0] }.map(\.accessKeyID)
                    .filter { !moment.touched.contains($0) }
                    .flatMap { moment.isNot("INACTIVE", $0) }
            },
        ]
    }
}

extension Moment {
    /// Commands that change one key and show what it is now.
    fileprivate var reportsOneKey: Bool {
        ["create-key", "disable", "enable", "expire", "tag"].contains(command.first ?? "")
    }

    /// Why a key does not exist at OUTSCALE.
    fileprivate func missing(_ id: String) -> [String] {
        guard let key = after.cloud.key(id) else { return ["OUTSCALE never made \(id)"] }
        return key.deleted ? ["\(id) is deleted"] : []
    }
}
