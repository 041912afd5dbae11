import FoundationEssentials
import Vault

extension AuditEvent {
    init(at date: Date, _ action: Action, intent: Intent, accessKeyID: String? = nil) {
        self.init(
            at: date, action: action, key: intent.key.name.description,
            accessKeyID: accessKeyID ?? intent.accessKeyID, detail: intent.tag)
    }

    /// - Parameter tag: the creation's that has made the key.
    init(at date: Date, _ action: Action, key: KeyRecord, tag: String? = nil) {
        self.init(
            at: date, action: action, key: key.name.description, accessKeyID: key.accessKeyID,
            detail: tag)
    }
}

extension VaultTransaction {
    /// The first key of a profile signs its API calls.
    mutating func signFirst(with key: KeyRecord) throws(VaultError) {
        guard var profile = contents.profile(id: key.profile), profile.signingKey == nil else {
            return
        }
        profile.signingKey = key.id
        try put(profile)
    }
}
