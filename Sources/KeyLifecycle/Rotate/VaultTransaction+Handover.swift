import FoundationEssentials
import Vault

extension VaultTransaction {
    /// Marks a key that stays although nothing uses it any more.
    mutating func retire(_ id: RecordID, at date: Date) throws(VaultError) {
        guard var key = try contents.key(id: id) else { return }
        key.retiredAt = date
        try update(key)
    }

    /// Gives a name and, if its holder signs the profile's calls, that right, to another key; the holder
    /// gets a name beside it.
    mutating func hand(
        _ name: EntryName, to heir: RecordID, from holder: RecordID, _ suffix: String
    ) throws(VaultError) {
        guard var new = try contents.key(id: heir), new.name != name else { return }
        if var old = try contents.key(id: holder) {
            if old.name == name { old.name = try FreeName.next(to: name, suffix, in: contents) }
            try update(old)
        }
        new.name = name
        try update(new)
        guard var profile = contents.profile(id: new.profile), profile.signingKey == holder
        else { return }
        profile.signingKey = heir
        try put(profile)
        if let old = try contents.key(id: holder) { try passCaller(from: old, to: new) }
    }

    /// What a user's key has seen, its successor sees: the same user has both.
    private mutating func passCaller(
        from old: KeyRecord, to new: KeyRecord
    ) throws(VaultError) {
        guard let user = old.user, new.user == user else { return }
        for var key in try contents.keys() where key.caller == old.accessKeyID {
            key.caller = new.accessKeyID
            try update(key)
        }
        for var intent in contents.intents where intent.caller == old.accessKeyID {
            intent.caller = new.accessKeyID
            try put(intent)
        }
    }
}
