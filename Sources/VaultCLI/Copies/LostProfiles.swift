import APIClient
import Vault

/// Profiles that a salvaged vault gets in place of those that are lost, so that their keys can be used and put right.
///
/// A new profile has the lost one's id, so keys and open changes belong to it as before. Its region is that of an endpoint
/// that an open change of it still names, else a guess, which is told.
struct LostProfiles {
    struct Stand {
        let profile: Profile
        let keys: [KeyRecord]
        let isGuess: Bool
    }

    let stands: [Stand]

    init(_ survey: VaultSurvey) throws {
        let name = try Selection.entryName("lost")
        var known = survey.profiles
        stands = survey.lostProfiles.map { id in
            let keys = survey.keys.map(\.record).filter { $0.profile == id }
            let endpoint = survey.intents.first { $0.profile == id }?.endpoint
            let profile = Self.stand(for: id, as: name, keys, endpoint, besides: known)
            known.append(profile.profile)
            return profile
        }
    }

    private static func stand(
        for id: RecordID, as name: EntryName, _ keys: [KeyRecord], _ text: String?,
        besides known: [Profile]
    ) -> Stand {
        let endpoint = text.flatMap { try? Endpoint($0, allowingInsecureLoopback: true) }
        let region = endpoint?.regionInName
        let name = name.firstFree { name in known.contains { $0.name == name } }
        var profile = Profile(id: id, name: name, region: region?.name ?? guess)
        if let endpoint, region.map({ !endpoint.isStandard(for: $0) }) ?? true {
            profile.endpoint = endpoint.origin
            profile.allowsInsecureLoopback = !endpoint.isEncrypted
        }
        // Who has no user named is the account's own key, or the only one.
        profile.signingKey = (keys.first { $0.user == nil } ?? keys.first)?.id
        profile.isDefault = known.isEmpty
        return Stand(profile: profile, keys: keys, isGuess: region == nil)
    }

    private static let guess = "eu-west-2"

    var lines: [String] {
        stands.map { stand in
            let name = stand.profile.name
            let names = stand.keys.map { "'\($0.name)'" }.joined(separator: ", ")
            let region =
                stand.isGuess
                ? "its region, \(stand.profile.region), is a guess"
                : "its region is \(stand.profile.region)"
            return
                "the profile of \(names.isEmpty ? "an open change" : names) is lost; the profile '\(name)' stands in for it, and "
                + "\(region). Look at it with 'vault profile show \(name)' and put region, endpoint, proxy, certificates and "
                + "signing key right with 'vault profile set \(name)' before you use it."
        }
    }
}
