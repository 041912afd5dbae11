/// Why a statement has no place in a team's history.
package enum HistoryRefusal: Error, Hashable, Sendable {
    /// A manifest is not the next one: of another vault or kind, after another one, or its epoch does not follow.
    case notNext(epoch: UInt64)
    /// Its bytes are none that a manifest has.
    case malformed(epoch: UInt64)
    /// It names a roster that there is not, or an older one than the manifest before.
    case otherRoster(epoch: UInt64)
    /// By the roster that it names, its author might not write it.
    case notAllowed(epoch: UInt64)
    /// Its author has not signed it.
    case notSigned(epoch: UInt64)
    /// Its vault key is not the roster's, or the roster has none that all members share.
    case otherKey(epoch: UInt64)
    /// An entry of the roster breaks its rules.
    case roster(number: UInt64, RosterRefusal)
    /// The roster has entries that no manifest names.
    case looseEntries
    /// The slots are not one for each member, or not those that the manifest names.
    case slots
    /// A member's own chain is broken.
    case event(member: RecordID, sequence: UInt64)
    /// There is no manifest.
    case noManifest
}
