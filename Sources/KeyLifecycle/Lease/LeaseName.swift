import Vault

/// `alice.lease-3f9a2c`: a name that no key and nothing pending has.
enum LeaseName {
    static func next(to name: EntryName, in contents: VaultContents) throws(LifecycleError)
        -> EntryName
    {
        while true {
            let number = RecordID.random().description.prefix(6)
            let free = try contents.freeName(beside: name, "lease-\(number)")
            if !contents.intents.contains(where: { $0.key.name == free }) { return free }
        }
    }
}
