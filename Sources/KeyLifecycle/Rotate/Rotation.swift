package import FoundationEssentials
package import Vault

/// How far a rotation has come.
package struct Rotation: Sendable {
    package enum State: Hashable, Sendable {
        /// Both keys work, and the old one is made inactive from then on.
        case overlapping(until: Date)
        /// The old key is inactive and will be deleted from then on.
        case inGrace(until: Date)
        /// The old key has expired, so it can't be brought back, and will be deleted from then on.
        case expired(until: Date)
        /// The old key is deleted.
        case done
        /// The old key has expired, and OUTSCALE refuses to delete it: it stays in the vault.
        case oldKept(KeyRecord)
        /// No new key came of it, or none that lived to take the place; the old one was not touched.
        case abandoned(NewKeyFate)
        /// The old key has its place back, and the new one is deleted, unless it has expired and OUTSCALE refuses to
        /// delete it: then it stays in the vault.
        case undone(newKept: KeyRecord?)
    }

    /// What became of a new key that never took the old one's place.
    package enum NewKeyFate: Hashable, Sendable {
        case neverMade
        /// It has expired before OUTSCALE accepted it, and is deleted.
        case deleted(KeyRecord)
        /// It has expired before OUTSCALE accepted it, and OUTSCALE refuses to delete it: it stays in the vault.
        case kept(KeyRecord)
    }

    package let name: EntryName
    /// The key that bears the name now.
    package let key: KeyRecord?
    package let state: State
    /// What the user should know of the new key, where this command has made it.
    package internal(set) var remarks: [IssuedKey.Remark] = []
}

extension Intent.Rotation {
    /// When one of its windows ends, before which nothing is to be done.
    package var restsUntil: Date? {
        switch phase {
        case .promoted(let end), .retired(let end): end
        case .replacing, .undoing: nil
        }
    }

    /// When its old key, which still works, is made inactive.
    var retiredFrom: Date? {
        if case .promoted(let date) = phase { date } else { nil }
    }

    /// When its old key, which is inactive, is deleted.
    package var deletedFrom: Date? {
        if case .retired(let date) = phase { date } else { nil }
    }
}

extension VaultContents {
    /// The rotation that a key is part of, as its old or its new key.
    package func rotation(of key: RecordID) -> Intent? {
        intents.first { intent in
            intent.rotation.map { $0.previous == key || intent.key.record == key } ?? false
        }
    }
}
