import KeyLifecycle
import Vault

/// Finds what a user names, or what can only be meant.
enum Selection {
    /// The profile of --profile, of OSC_VAULT_PROFILE, or the default one.
    static func profile(
        _ options: GlobalOptions, _ contents: VaultContents, _ environment: [String: String]
    ) throws -> Profile {
        if let name = namedProfile(options, environment) {
            return try profile(named: name, contents)
        }
        if let profile = contents.defaultProfile { return profile }
        throw Failure(
            .notFound, "notFound",
            "there is no profile yet. Add one: vault profile add NAME --region eu-west-2.")
    }

    /// The name of --profile or of OSC_VAULT_PROFILE; `nil` where nobody has named one.
    static func namedProfile(
        _ options: GlobalOptions, _ environment: [String: String]
    ) -> String? {
        options.profile ?? environment["OSC_VAULT_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    static func profile(named text: String, _ contents: VaultContents) throws -> Profile {
        if let profile = EntryName(text).flatMap({ contents.profile(named: $0) }) { return profile }
        throw unknown("profile", text, among: contents.profiles.map(\.name.description))
    }

    /// The profile that a key belongs to.
    static func profile(of key: KeyRecord, _ contents: VaultContents) throws -> Profile {
        if let profile = contents.profile(id: key.profile) { return profile }
        throw Failure(.notFound, "notFound", "the profile of '\(key.name)' is gone.")
    }

    static func key(named text: String, _ contents: VaultContents) throws -> KeyRecord {
        if let name = EntryName(text), let key = try contents.key(named: name) { return key }
        throw unknown("key", text, among: try contents.keys().map(\.name.description))
    }

    /// The named key; without a name, the only one of the profile.
    static func key(
        _ text: String?, _ options: GlobalOptions, _ contents: VaultContents,
        _ environment: [String: String]
    ) throws -> KeyRecord {
        if let text {
            // A key's name is enough, and a profile that is named all the same must be there.
            if let name = options.profile { _ = try Self.profile(named: name, contents) }
            return try key(named: text, contents)
        }
        let profile = try profile(options, contents, environment)
        // What lives for a command is nobody's choice.
        let leased = Set(contents.leases.map(\.key.record))
        let keys = try contents.keys(of: profile.id).filter { !leased.contains($0.id) }
        if let key = keys.first, keys.count == 1 { return key }
        throw Failure(
            .usage, "usage",
            keys.isEmpty
                ? "profile '\(profile.name)' has no key. Create one with 'vault create-key'."
                : "profile '\(profile.name)' has \(keys.count) keys. "
                    + "Name one; 'vault list' shows them."
        )
    }

    /// A key that no rotation is at work on: half of one must not vanish under the other.
    static func requireNoRotation(of key: KeyRecord, _ contents: VaultContents) throws {
        guard let rotation = contents.rotation(of: key.id) else { return }
        throw Failure(
            .pending, "pending",
            "a rotation of '\(rotation.key.name)' is under way. Finish it with 'vault rotate "
                + "\(rotation.key.name) --grace 0', or undo it with '--undo'. Nothing was changed.")
    }

    /// A key whose deletion OUTSCALE has not confirmed yet: what has been sent can't be taken back.
    static func requireNoDeletion(of key: KeyRecord, _ contents: VaultContents) throws {
        guard contents.deletion(of: key.id) != nil else { return }
        throw Failure(
            .pending, "pending",
            "the deletion of '\(key.name)' is under way, and OUTSCALE has not confirmed it yet; 'vault recover' goes on "
                + "with it. Nothing was changed.")
    }

    /// A key that is nobody's lease: such a one belongs to its command, and goes with it.
    static func requireNoLease(of key: KeyRecord, _ contents: VaultContents) throws {
        guard contents.lease(of: key.id) != nil else { return }
        throw Failure(
            .pending, "pending",
            "'\(key.name)' is leased to a command and goes when that ends; 'vault lease list' shows it, "
                + "'vault lease end \(key.name)' takes it away. Nothing was changed.")
    }

    static func entryName(_ text: String) throws -> EntryName {
        guard let name = EntryName(text) else {
            throw Failure.usage(
                "'\(text)' can't be a name: 1 to 64 of letters, digits "
                    + "and + = , . @ - _, not beginning with - or a dot."
            )
        }
        return name
    }

    private static func unknown(_ kind: String, _ text: String, among names: [String]) -> Failure {
        let near = NearestNames.of(text, among: names)
        let hint =
            near.isEmpty
            ? "See 'vault \(kind == "key" ? "list" : "profile list")'."
            : "Did you mean \(near.map { "'\($0)'" }.joined(separator: ", "))?"
        return Failure(.notFound, "notFound", "there is no \(kind) '\(text)' in the vault. \(hint)")
    }
}
