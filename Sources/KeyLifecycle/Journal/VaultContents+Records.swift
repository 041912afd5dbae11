import Vault

/// Looking keys up, with the lifecycle's errors.
extension VaultContents {
    func record(_ id: RecordID) throws(LifecycleError) -> KeyRecord? {
        do { return try key(id: id) } catch { throw .vault(error) }
    }

    func record(named name: EntryName) throws(LifecycleError) -> KeyRecord? {
        do { return try key(named: name) } catch { throw .vault(error) }
    }

    /// All keys, in no particular order.
    func records() throws(LifecycleError) -> [KeyRecord] {
        do { return try keys() } catch { throw .vault(error) }
    }

    /// Those of one profile.
    func records(of profile: RecordID) throws(LifecycleError) -> [KeyRecord] {
        do { return try keys(of: profile) } catch { throw .vault(error) }
    }

    /// The one that has that id at OUTSCALE, in whichever profile.
    func record(accessKeyID: String) throws(LifecycleError) -> KeyRecord? {
        try records().first { $0.accessKeyID.isSameKey(as: accessKeyID) }
    }

    /// A name beside another that no key has.
    func freeName(beside name: EntryName, _ suffix: String) throws(LifecycleError) -> EntryName {
        do { return try FreeName.next(to: name, suffix, in: self) } catch { throw .vault(error) }
    }
}
