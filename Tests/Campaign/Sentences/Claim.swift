import Foundation
import Vault

/// A sentence of the program's that says how things are, and how that is looked at.
struct Claim {
    /// What is wrong with it: the words in brackets of the pattern, and the moment at which it was said.
    typealias Check = (_ words: [String], Moment) -> [String]

    private let pattern: Regex<AnyRegexOutput>
    private let check: Check
    let example: String
    /// What of it stands in the program's sources, holding no name, id, date or state.
    let fixedWords: String
    /// The id in every example.
    static let exampleID = String(repeating: "A", count: 20)

    /// - Parameters:
    ///   - example: a sentence that it finds.
    ///   - words: what of it stands in the program's sources; else its longest run without a name, id, date or state.
    init(
        _ pattern: String, example: String, says words: String? = nil, _ check: @escaping Check
    ) throws {
        self.pattern = try Regex(pattern)
        self.check = check
        self.example = example
        fixedWords = words ?? Self.fixedWords(of: example)
        guard example.firstMatch(of: self.pattern) != nil else { throw Deaf(pattern: pattern) }
    }

    /// A pattern that does not find its own example would find nothing.
    struct Deaf: Error { let pattern: String }

    /// How often it was said, and each time that it was not so.
    func judge(_ text: String, _ moment: Moment) -> (count: Int, untrue: [String]) {
        let found = text.matches(of: pattern)
        let untrue = found.flatMap { match in
            let words = match.output.dropFirst().map { String($0.substring ?? "") }
            return check(words, moment).map { "untrue: \"\(text[match.range])\": \($0)" }
        }
        return (found.count, untrue)
    }
}

// MARK: - Whether the program says it

extension Claim {
    private static func fixedWords(of example: String) -> String {
        let varying = /'[^']*'|A{20}|\d{4}-\d\d-\d\dT[0-9:]+Z|(?:IN)?ACTIVE/
        let fixed: String = example.replacing(varying, with: "\n")
        let runs: [Substring] = fixed.split(separator: "\n")
        return String(runs.max { $0.count < $1.count } ?? "")
    }

    /// A claim whose words nobody says would find nothing.
    func isSaid(in sources: String) -> Bool { sources.contains(fixedWords) }
}

// MARK: - What they say

extension Moment {
    /// Why a key is not gone.
    func lives(_ id: String) -> [String] {
        guard let key = after.cloud.key(id) else { return ["OUTSCALE never made \(id)"] }
        return key.deleted || after.cloud.isOutOfReach(key) ? [] : ["\(id) lives, \(key.state)"]
    }

    func lives(_ ids: [String]) -> [String] { ids.flatMap(lives) }

    /// The ids in a list with commas.
    static func ids(_ text: String) -> [String] {
        text.split { !($0.isLetter || $0.isNumber) }.map(String.init).filter { $0.count == 20 }
    }

    /// Why a key has not that state; the list of an expired key may say anything.
    func isNot(_ state: String, _ id: String) -> [String] {
        guard let key = after.cloud.key(id), !key.deleted else { return gone(id) }
        guard !(key.expired && after.cloud.model.expiredKeys != "listedActive") else { return [] }
        return key.state == state ? [] : ["\(id) is \(key.state)"]
    }

    /// Why a key does not end then; `nil` is never.
    func doesNotEnd(_ id: String, at date: String?) -> [String] {
        guard let key = after.cloud.key(id), !key.deleted else { return gone(id) }
        // A change that somebody has refused may be made later than the lists show.
        guard !wasChangedUnseen(id) else { return [] }
        return key.expirationDate == date
            ? [] : ["the expiry of \(id) is \(key.expirationDate ?? "never")"]
    }

    /// Whether a change was made whose answer said that it was not.
    private func wasChangedUnseen(_ id: String) -> Bool {
        after.cloud.requests.contains {
            $0.action == "UpdateAccessKey" && $0.accessKeyId == id && $0.committed
                && $0.status != 200
        }
    }

    /// A key that others have deleted can't be looked at.
    private func gone(_ id: String) -> [String] {
        touched.contains(id) ? [] : ["there is no \(id)"]
    }

    /// Why the vault has no such key under that name.
    func isNotHeld(_ id: String, as name: String? = nil) -> [String] {
        guard let record = after.contents.keys.first(where: { $0.accessKeyID == id }) else {
            return ["the vault has no \(id)"]
        }
        // A rotation may give the name away, once that was said.
        let names = name.map { command.first == "rotate" ? [$0, $0 + ".old"] : [$0] }
        return names?.contains(record.name.description) ?? true
            ? [] : ["the vault has \(id) as \(record.name)"]
    }

    /// Which keys that a name may mean have left the vault: its holder, and those of the intents that bear it.
    func hasDropped(_ name: String) -> [String] {
        let contents = before.contents
        let intents = contents.intents.filter { $0.key.name.description == name }
        let meant =
            intents.flatMap { [$0.key.record] + ($0.rotation.map { [$0.previous] } ?? []) }
            + contents.keys.filter { $0.name.description == name }.map(\.id)
        return Set(meant).compactMap { contents.key(id: $0) }
            .filter { after.contents.key(id: $0.id) == nil }
            .map { "the vault has dropped \($0.accessKeyID), '\($0.name)'" }
    }

    func isHeld(_ id: String) -> [String] {
        isNotHeld(id).isEmpty ? ["the vault has \(id)"] : []
    }

    /// Why a key's signature was not accepted.
    func doesNotSign(_ id: String) -> [String] {
        guard let key = after.cloud.key(id) else { return ["OUTSCALE never made \(id)"] }
        let signed = requests.contains {
            $0.credential == id && ($0.status == 200 || ["4", "5", "7"].contains($0.code))
        }
        return key.signs || signed ? [] : ["OUTSCALE accepts no call signed by \(id)"]
    }

    /// Keys that are there although none was made.
    func made(_ tags: Set<String>) -> [String] {
        after.cloud.creations
            .filter { $0.committed && $0.tag.map(tags.contains) ?? false }
            .map { "OUTSCALE has made \($0.madeKey ?? "a key") with \($0.tag ?? "-")" }
    }

    /// What the command has changed, other than what it began with.
    var changes: [String] {
        guard before.contents.intents.isEmpty else { return [] }
        return before.cloud.keys.filter { after.cloud.key($0.accessKeyId).map(facts) != facts($0) }
            .map { "\($0.accessKeyId) was changed" }
    }

    private func facts(_ key: CloudState.Key) -> [String?] {
        [key.state, key.tag, key.expirationDate, String(key.deleted)]
    }
}
