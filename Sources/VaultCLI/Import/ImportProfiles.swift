import APIClient
import PlaintextCredentials
import Vault

/// Which profile each key of an import goes to.
///
/// A profile is one account and whoever signs its calls; "the caller's own" key is that one's. The first key of a profile
/// signs for it. Another key may be somebody else's, however alike the names in the files are.
struct ImportProfiles {
    enum Place {
        /// A profile, which may not exist yet, where the key signs, or where the file itself names its owner.
        case own(Profile)
        /// A profile whose calls another key signs, if that one's account lists the key; else a profile of its own.
        case beside(Profile, else: Profile)
    }

    let region: Region?
    let allowsInsecureLoopback: Bool
    /// Whether OUTSCALE is not asked whose a key is.
    let isOffline: Bool
    private var profiles: [Profile] = []
    /// Those that the plan has a signing key for.
    private var signed: Set<RecordID> = []

    init(region: Region?, allowsInsecureLoopback: Bool, isOffline: Bool) {
        self.region = region
        self.allowsInsecureLoopback = allowsInsecureLoopback
        self.isOffline = isOffline
    }

    mutating func place(
        of key: PlaintextKey, named name: EntryName, in contents: VaultContents?
    ) throws(ImportProblem) -> Place {
        let profile = try profile(of: key, in: contents)
        guard profile.signingKey != nil || signed.contains(profile.id) else {
            signed.insert(profile.id)
            return .own(profile)
        }
        if isOffline, key.user != nil { return .own(profile) }
        let own = try alone(name, like: profile, in: contents)
        signed.insert(own.id)
        return isOffline ? .own(own) : .beside(profile, else: own)
    }

    /// The vault's profile of that name if it is the same place, else a new one.
    private mutating func profile(
        of key: PlaintextKey, in contents: VaultContents?
    ) throws(ImportProblem) -> Profile {
        guard let name = key.profile else {
            if let profile = contents?.defaultProfile ?? profiles.first { return profile }
            return try profile("terraform", key, in: contents)
        }
        return try profile(name, key, in: contents)
    }

    private mutating func profile(
        _ text: String, _ key: PlaintextKey, in contents: VaultContents?
    ) throws(ImportProblem) -> Profile {
        let (region, endpoint) = try ImportEndpoint(
            region: region, allowsInsecureLoopback: allowsInsecureLoopback
        ).of(key)
        let isThere = { (profile: Profile) in
            profile.region == region.name && profile.endpoint == endpoint?.origin
        }
        let name = try EntryName(likePlain: text).firstFree(numberedBy: "-") { name in
            known(name, in: contents).map { !isThere($0) } ?? false
        }
        if let found = known(name, in: contents) { return found }
        var profile = Profile(name: name, region: region.name, endpoint: endpoint?.origin)
        profile.allowsInsecureLoopback = endpoint?.isEncrypted == false
        profile.isDefault = (contents?.profiles.isEmpty ?? true) && profiles.isEmpty
        profiles.append(profile)
        return profile
    }

    /// A profile for one key, at the same place.
    private mutating func alone(
        _ name: EntryName, like other: Profile, in contents: VaultContents?
    ) throws(ImportProblem) -> Profile {
        let free = name.firstFree(numberedBy: "-") { known($0, in: contents) != nil }
        var profile = Profile(name: free, region: other.region, endpoint: other.endpoint)
        profile.allowsInsecureLoopback = other.allowsInsecureLoopback
        profiles.append(profile)
        return profile
    }

    /// A profile that the plan makes, or that the vault has.
    private func known(_ name: EntryName, in contents: VaultContents?) -> Profile? {
        profiles.first { $0.name == name } ?? contents?.profile(named: name)
    }
}

extension ImportProfiles.Place {
    /// What it is called before OUTSCALE was asked.
    var text: String {
        switch self {
        case .own(let profile): "profile '\(profile.name)' in \(profile.region)"
        case .beside(let profile, else: let own):
            "profile '\(profile.name)' or '\(own.name)' in \(profile.region)"
        }
    }
}

extension EntryName {
    /// A name as near to a file's as a vault's names can be.
    init(likePlain text: String) throws(ImportProblem) {
        let allowed = text.unicodeScalars.map { scalar in
            EntryName("x" + String(scalar)) == nil ? "-" : String(scalar)
        }
        let trimmed = allowed.joined().drop { $0 == "-" || $0 == "." }.prefix(EntryName.longest)
        guard let name = EntryName(String(trimmed)) else {
            throw ImportProblem(
                reason:
                    "'\(text)' can't become a name; give it one with letters or digits there, or use 'vault add'"
            )
        }
        self = name
    }
}
