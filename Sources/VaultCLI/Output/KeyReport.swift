import FoundationEssentials
import Vault

/// One key as JSON, in the shape that every command gives it.
enum KeyReport {
    static func json(_ key: KeyRecord, profile: Profile, now: Date) -> JSONValue {
        let row = KeyRow(
            key, profile: profile.name.description, isPending: false, now: now)
        return .object([("schema", .number(1)), ("key", row.json)])
    }
}
