import Vault

/// Keys that a removed member could read: their old ones get no overlap.
enum ExposedKeys {
    /// Once for all of a command's.
    static func note(among keys: [KeyRecord], _ console: Console) {
        let members = Set(keys.filter(\.isExposed).compactMap(\.exposure?.member))
        guard !members.isEmpty else { return }
        let names = members.sorted().map { "'\($0)'" }.joined(separator: ", ")
        console.note(
            "\(names) could read keys that are rotated now: the old ones are made inactive at once, without an overlap.",
            .warning)
    }
}
