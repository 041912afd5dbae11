import Vault

/// What the program says of keys that are gone, or never were.
enum EndClaims {
    static func all() throws -> [Claim] { try deleted() + rotated() + recovered() + neverMade() }

    private static let id = Claim.exampleID

    private static func deleted() throws -> [Claim] {
        [
            try Claim(
                #"Deleted '[^']+' \((\w{20})\) at OUTSCALE"#,
                example: "Deleted 'ci' (\(id)) at OUTSCALE"
            ) { $1.lives($0[0]) + $1.isHeld($0[0]) },
            try Claim(
                #"OUTSCALE accepted the deletion of (\w{20}) and still lists it"#,
                example: "OUTSCALE accepted the deletion of \(id) and still lists it"
            ) { $1.lives($0[0]) },
            try Claim(
                #"OUTSCALE's new key (\w{20}) was deleted again"#,
                example: "OUTSCALE's new key \(id) was deleted again"
            ) { $1.lives($0[0]) },
            try Claim(
                #"OUTSCALE had made ((?:\w{20}(?:, )?)+); its secret was lost"#,
                example: "OUTSCALE had made \(id); its secret was lost"
            ) { $1.lives(Moment.ids($0[0])) },
            try Claim(
                #"the lease's key, so it was deleted again"#,
                example: "the lease's key, so it was deleted again"
            ) { $1.strays.map { "\($0.accessKeyId) lives" } },
            try Claim(
                #"of this vault at OUTSCALE: ((?:\w{20}(?:, )?)+)"#,
                example: "of this vault at OUTSCALE: \(id)"
            ) { $1.lives(Moment.ids($0[0])) + Moment.ids($0[0]).flatMap($1.isHeld) },
        ]
    }

    private static func rotated() throws -> [Claim] {
        [
            try Claim(
                #"Rotated '([^']+)': (\w{20}) is in use; the old key is deleted"#,
                example: "Rotated 'ci': \(id) is in use; the old key is deleted",
                says: "; the old key is deleted"
            ) { words, moment in
                moment.lives(
                    moment.before.records(named: words[0]).map(\.accessKeyID)
                        .filter { $0 != words[1] })
            },
            try Claim(
                #"The (?:old|new) key (\w{20}) stays as '([^']+)': OUTSCALE does not confirm"#,
                example:
                    "The old key \(id) stays as 'ci': OUTSCALE does not confirm that it is deleted"
            ) { $1.isNotHeld($0[0], as: $0[1]) },
            try Claim(
                #"Undone: '([^']+)' is (\w{20}) again; the new key is deleted"#,
                example: "Undone: 'ci' is \(id) again; the new key is deleted"
            ) { words, moment in
                moment.isNotHeld(words[1], as: words[0])
                    + moment.lives(
                        moment.before.records(named: words[0]).map(\.accessKeyID)
                            .filter { $0 != words[1] })
            },
            try Claim(
                #"The rotation of '[^']+' has no new key; (\w{20}) was not touched"#,
                example: "The rotation of 'ci' has no new key; \(id) was not touched"
            ) { words, moment in
                // Another creation may be open, whose key is not stored yet.
                (moment.after.contents.intents.contains { $0.issue != nil }
                    ? [] : moment.strays.map { "\($0.accessKeyId) lives" })
                    + (moment.touched.contains(words[0]) || moment.takesAway
                        ? [] : moment.isNotHeld(words[0]))
            },
        ]
    }

    private static func recovered() throws -> [Claim] {
        [
            try Claim(
                #"the secret of ((?:\w{20}(?:, )?)+) did not reach this vault, so the key was deleted"#,
                example:
                    "the secret of \(id) did not reach this vault, so the key was deleted"
            ) { $1.lives(Moment.ids($0[0])) },
            try Claim(
                #"the secret of (\w{20}) did not reach this vault. The key has expired"#,
                example:
                    "the secret of \(id) did not reach this vault. The key has expired"
            ) { words, moment in
                let key = moment.after.cloud.key(words[0])
                return key?.expired ?? false ? [] : ["\(words[0]) has not expired"]
            },
            try Claim(
                #"ended the lease '[^']+': its process is gone, and (\w{20}) is deleted"#,
                example: "ended the lease 'ci': its process is gone, and \(id) is deleted"
            ) { $1.lives($0[0]) + $1.isHeld($0[0]) },
            try Claim(
                #"OUTSCALE has no key with the tag of '([^']+)'"#,
                example: "OUTSCALE has no key with the tag of 'ci'; the creation is settled"
            ) { words, moment in
                let tags = moment.before.intents(named: words[0])
                    .filter { $0.issue != nil }.map(\.tag)
                // What has expired may be listed nowhere, with or without a tag.
                let hides = moment.after.cloud.model.expiredKeys == "notListed"
                return moment.after.cloud.keys
                    .filter { $0.tag.map(tags.contains) ?? false && !(hides && $0.expired) }
                    .flatMap { moment.lives($0.accessKeyId) }
            },
            try Claim(
                #"Its key (\w{20}) stays as '([^']+)', since it could not be deleted"#,
                example: "Its key \(id) stays as 'ci', since it could not be deleted"
            ) { $1.isNotHeld($0[0], as: $0[1]) },
            try Claim(
                #"ended the lease '([^']+)': no key of it is in the vault"#,
                example: "ended the lease 'ci.old': no key of it is in the vault"
            ) { words, moment in
                moment.after.contents.keys.filter { $0.name.description == words[0] }
                    .map { "the vault has \($0.accessKeyID)" }
            },
            try Claim(
                #"finished the deletion of '([^']+)'"#, example: "finished the deletion of 'cd'"
            ) { words, moment in
                let ids = moment.before.intents(named: words[0]).compactMap { intent in
                    if case .delete(let deletion) = intent.work {
                        deletion.accessKeyID
                    } else {
                        nil
                    }
                }
                return moment.lives(ids) + ids.flatMap(moment.isHeld)
            },
        ]
    }

    /// That none of them is made later either is looked at in the end: `NeverMade`.
    private static func neverMade() throws -> [Claim] {
        [
            try Claim(NeverMade.pattern, example: "No key was created.") { _, moment in
                moment.made(moment.tags) + moment.strays.map { "\($0.accessKeyId) lives" }
            },
            try Claim(
                #"The request was not sent\."#, example: "The request was not sent."
            ) { _, moment in
                moment.requests.filter {
                    $0.action == "CreateAccessKey" && $0.committed && $0.status != 200
                }.map { "request \($0.number) was" }
            },
        ]
    }
}

extension Moment {
    /// Whether the command itself is to take a key out of the vault, after what it has said of earlier work.
    fileprivate var takesAway: Bool { ["delete-key", "forget"].contains(command.first ?? "") }
}

extension CloudState.Request {
    fileprivate var isMutation: Bool {
        !dryRun && ["CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"].contains(action)
    }
}

/// Creations of which was said that they made nothing: their keys may not appear later either.
struct NeverMade {
    static let pattern = "(?:No key was created|Nothing was created)"

    let sentence: String
    let tags: Set<String>

    static func said(in text: String, _ moment: Moment) throws -> [NeverMade] {
        text.matches(of: try Regex(pattern)).map {
            NeverMade(sentence: String(text[$0.range]), tags: moment.tags)
        }
    }

    func broken(by cloud: CloudState) -> [String] {
        cloud.creations.filter { $0.committed && $0.tag.map(tags.contains) ?? false }
            .map { "untrue in the end: \"\(sentence)\": OUTSCALE made \($0.madeKey ?? "a key")" }
    }
}
