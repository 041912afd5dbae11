import KernelText
import SystemPackage
import Vault

/// A copy of a vault in words.
enum CopyText {
    /// What tells it from others.
    static func facts(_ copy: VerifiedImage) -> String {
        "epoch \(copy.epoch) of \(UTCDate.iso(copy.writtenAt)) (\(copy.fingerprint.prefix(8))), "
            + counted(copy.contents.keyCount, "key")
    }

    static func key(_ record: KeyRecord) -> String { "'\(record.name)' (\(record.accessKeyID))" }

    static func keys(_ records: [KeyRecord]) -> String {
        records.map(key).joined(separator: ", ")
    }

    static func json(_ copy: VerifiedImage) -> JSONValue {
        .object([
            ("path", .text(copy.path.text)), ("epoch", .number(Int64(clamping: copy.epoch))),
            ("fingerprint", .text(copy.fingerprint)),
            ("writtenAt", .text(UTCDate.iso(copy.writtenAt))),
            ("keys", .number(Int64(copy.contents.keyCount))),
        ])
    }
}

/// What two copies have that the other has not.
struct CopyDifference {
    let onlyFirst: [KeyRecord]
    let onlySecond: [KeyRecord]
    /// Keys of both that are not told alike, as the first has them.
    let different: [KeyRecord]
    let onlyFirstProfiles: [Profile]
    let onlySecondProfiles: [Profile]
    let onlyFirstIntents: [Intent]
    let onlySecondIntents: [Intent]

    init(_ first: VerifiedImage, _ second: VerifiedImage) throws {
        let (mine, its) = (try Self.keys(first), try Self.keys(second))
        onlyFirst = Self.sorted(mine.filter { its[$0.key] == nil })
        onlySecond = Self.sorted(its.filter { mine[$0.key] == nil })
        different = Self.sorted(
            mine.filter { key in its[key.key].map { $0 != key.value } ?? false })
        let (profiles, others) = (first.contents.profiles, second.contents.profiles)
        onlyFirstProfiles = profiles.filter { second.contents.profile(id: $0.id) == nil }
        onlySecondProfiles = others.filter { first.contents.profile(id: $0.id) == nil }
        onlyFirstIntents = first.contents.intents.filter {
            second.contents.intent(id: $0.id) == nil
        }
        onlySecondIntents = second.contents.intents.filter {
            first.contents.intent(id: $0.id) == nil
        }
    }

    private static func keys(_ copy: VerifiedImage) throws -> [RecordID: KeyRecord] {
        Dictionary(try copy.contents.keys().map { ($0.id, $0) }) { first, _ in first }
    }

    private static func sorted(_ keys: [RecordID: KeyRecord]) -> [KeyRecord] {
        keys.values.sorted { $0.name < $1.name }
    }

    func lines(_ first: String, _ second: String) -> [String] {
        var lines: [String] = []
        func add(_ name: String, _ what: [String]) {
            guard !what.isEmpty else { return }
            lines.append("\(name): \(what.joined(separator: ", ")).")
        }
        add("Only \(first) has", onlyFirst.map(CopyText.key))
        add("Only \(second) has", onlySecond.map(CopyText.key))
        add("Both have, and tell differently", different.map(CopyText.key))
        add("Only \(first) has the profile", onlyFirstProfiles.map { "'\($0.name)'" })
        add("Only \(second) has the profile", onlySecondProfiles.map { "'\($0.name)'" })
        add("Only in \(first) is open", onlyFirstIntents.map { "a change of '\($0.key.name)'" })
        add("Only in \(second) is open", onlySecondIntents.map { "a change of '\($0.key.name)'" })
        return lines
    }

    private static func json(_ keys: [KeyRecord]) -> JSONValue {
        .array(
            keys.map {
                .object([
                    ("name", .text($0.name.description)), ("accessKeyId", .text($0.accessKeyID)),
                ])
            })
    }

    var members: [(String, JSONValue)] {
        [
            ("onlyFirst", Self.json(onlyFirst)), ("onlySecond", Self.json(onlySecond)),
            ("different", Self.json(different)),
            ("openOnlyFirst", .number(Int64(onlyFirstIntents.count))),
            ("openOnlySecond", .number(Int64(onlySecondIntents.count))),
        ]
    }
}
