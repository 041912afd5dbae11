package import Vault

/// A name beside another that no key in the vault has.
package enum FreeName {
    /// `alice.new`, `alice.new2` and so on; the base is cut where the whole would be too long.
    package static func next(
        to name: EntryName, _ suffix: String, in contents: VaultContents
    ) throws(VaultError) -> EntryName {
        var number = 1
        while true {
            let ending = ".\(suffix)\(number == 1 ? "" : String(number))"
            let base = name.description.prefix(EntryName.longest - ending.utf8.count)
            if let free = EntryName(base + ending), try contents.key(named: free) == nil {
                return free
            }
            number += 1
        }
    }
}
