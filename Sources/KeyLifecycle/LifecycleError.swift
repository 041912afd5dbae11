package import APIClient
package import FoundationEssentials
package import SystemPackage
package import Vault

/// Why a lifecycle verb did not do what it was asked; one case per thing that a caller can act on.
package enum LifecycleError: Error {
    /// The vault refused or failed before anything was changed at OUTSCALE.
    case vault(VaultError)
    /// A call that changes nothing failed; nothing was changed.
    case api(APIError)

    /// The expiry asked for is not in the future.
    case expiryInPast(Date)
    /// The expiry asked for lies beyond the year 9999.
    case expiryTooFar
    /// The account demands an expiry, at most `maximum` seconds from now.
    case expiryRequired(maximum: Int64)
    /// The account's ceiling ends at `latest`; what was asked lies beyond it.
    case expiryBeyondCeiling(asked: Date, latest: Date)
    /// OUTSCALE has refused a change because the key's expiry, which goes along with it, lies beyond the account's ceiling;
    /// nothing was changed.
    ///
    /// `kept` is `nil` for never, `latest` the end of the ceiling.
    case keptExpiryBeyondCeiling(accessKeyID: String, kept: Date?, latest: Date)
    /// The owner holds as many keys as OUTSCALE allows.
    case quotaReached(limit: Int64, held: Int, user: String?)
    /// This machine's clock differs from OUTSCALE's by so many seconds (local minus server).
    case clockSkewed(seconds: Int)
    /// OUTSCALE knows no EIM user of that name.
    case noSuchUser(String, Refusal)
    /// OUTSCALE does not list that key for that owner.
    case noSuchKey(accessKeyID: String, user: String?)
    /// Neither its recorded owner nor anybody else is proven to have the key, so nobody can tell for whom its like would be
    /// made; nothing was changed.
    ///
    /// `isEverybodyAsked` is `false` if not all users' keys could be read.
    case ownerUnproven(KeyRecord, isEverybodyAsked: Bool)
    /// How long the key lives is not known, so neither is how long its like would; nothing was changed.
    case expiryUnknown(EntryName)
    /// OUTSCALE says that it has no such key, and no list that could be read has it. It may be too young for OUTSCALE to
    /// know it.
    ///
    /// `isEverybodyAsked` is `false` if not all users' keys could be read: it may be another's by now.
    /// `isDeactivated` says whether OUTSCALE has accepted before that it is inactive; else nothing was changed.
    case unknownKey(
        accessKeyID: String, isEverybodyAsked: Bool, isDeactivated: Bool, APIError)
    /// The vault has the key that was to be added.
    case alreadyHeld(accessKeyID: String, EntryName)
    /// OUTSCALE refuses the signature of a key that was to be added: most likely its secret is mistyped.
    case addedKeyRefused(accessKeyID: String, APIError)
    /// The file system has no room for what must be written after the answer.
    case noRoom(path: String)

    /// CreateAccessKey failed and it is certain that no key was made; the intent is settled.
    case notCreated(APIError)
    /// CreateAccessKey was refused by what may be OUTSCALE, and no key has the creation's Tag. It stays watched until
    /// then.
    case notListedAfterRefusal(APIError, until: Date)
    /// CreateAccessKey was sent and it is not known whether a key was made; the intent stays open.
    case outcomeUnknown(UnknownOutcome)
    /// CreateAccessKey's answer was lost, and the key that it had made has been deleted again.
    case undone(accessKeyIDs: [String], APIError)
    /// The key exists at OUTSCALE and its secret could not be stored; the intent stays open.
    case notStored(accessKeyID: String, VaultError)
    /// The database did not take the secret, which is safe in its landing file: `recover` stores it.
    case landed(accessKeyID: String, VaultError)
    /// The secret is sealed in a file elsewhere; the intent stays open. Where neither vault nor landing file could
    /// note it, the next recovery would take the key for lost.
    case landedElsewhere(accessKeyID: String, path: FilePath, isNoted: Bool)
    /// Neither landing file nor database took the secret, so the key has been deleted again.
    case takenBack(accessKeyID: String, VaultError)
    /// The secret is stored, and a second connection could not read it back.
    case notReadBack(accessKeyID: String, VaultError)
    /// What a second connection reads from the vault is not what OUTSCALE answered.
    case readBackDiffers(accessKeyID: String)

    /// The process that holds the vault's key, or a secret that signs, no longer serves it; the intent stays open.
    case interrupted(Intent, reason: String)
    /// The vault could not take down how far something has come that is under way; the intent stays open.
    case unrecorded(Intent, VaultError)
    /// A change was sent and it is not known whether it was made; the intent stays open.
    case changeOpen(Intent, APIError)
    /// A change was refused by what may be OUTSCALE, and the key is listed as it was. If something else has refused it,
    /// the change may still be made.
    case doubtfullyRefused(APIError)
    /// OUTSCALE accepted a change and lists the key as it was before.
    case notConfirmed(accessKeyID: String)
    /// OUTSCALE accepted a change, and the look whether it is so failed.
    case unconfirmed(accessKeyID: String, APIError)
    /// OUTSCALE accepted a deletion and still lists the key.
    case stillListed(accessKeyID: String)
    /// OUTSCALE says that it has no such key, and lists it: an earlier deletion may be done, and the list behind it.
    case contradicted(accessKeyID: String, APIError)
    /// OUTSCALE says that it has no such key, and no list has it, for less than the quarantine; the deletion stays open,
    /// and counts as done from `until` on if that is still so then.
    case endUnproven(Intent, until: Date, APIError)
    /// Nobody's list has the key, or the creation with that Tag, and the caller is not proven to be the one whose lists
    /// would: that one is `caller`, as ``KeyRecord/caller`` names it; `nil` if the vault does not know.
    case callerUnproven(about: String, caller: String?)
    /// The key that signs the profile's calls is the one that the intent disables or deletes, and OUTSCALE refuses
    /// it: that may be the change's own doing, and only another caller can look.
    case signerRefused(Intent, APIError)
    /// The profile has no key that signs its calls, or another endpoint than the intent's.
    case noAccess(Intent)
    /// The new key of a rotation is stored and not proven; the old one stays in use.
    case notProven(Intent, Verification)
    /// The old key of a rotation has expired, so giving it its place back would leave none that works.
    case oldKeyExpired(EntryName)
    /// The old key of a rotation is not in the vault any more, so there is no way back.
    case oldKeyGone(EntryName)
    /// The new key of a rotation does not work any more, so the old one is left as it is; the intent stays open.
    case newKeyUnfit(Intent, NewKeyDefect)
    /// The old key of a rotation, of that name, is ACTIVE again although the rotation had made it inactive, so it is not
    /// deleted; the intent stays open.
    case oldKeyWoken(Intent, EntryName)
    /// Whether OUTSCALE has made a rotation's new key is open, so no other is asked for until then.
    case newKeyInDoubt(Intent, until: Date)
    /// A rotation is under way and can't go on at the moment; its intent stays open.
    case rotationOpen(Intent, APIError)
    /// Another copy of the vault has begun it and may have come further than this one knows; the intent stays open.
    case begunElsewhere(Intent)
    /// There is no rotation of that key to undo.
    case nothingToUndo(EntryName)
    /// `/proc` does not tell which process this is, so nobody could see that a lease has ended.
    case ownerUnknown
    /// `/proc` does not tell whether the command of a lease still runs, so its key was left alone; the intent stays
    /// open.
    case leaseOwnerUnseen(Intent)
    /// OUTSCALE has not accepted the key of a lease; it is deleted again.
    case leaseNotProven(Intent, Verification)
    /// OUTSCALE has not accepted the key of a lease, which could not be deleted; its intent stays open.
    case leaseLeft(Intent, IssuedKey)
    /// OUTSCALE has deleted a lease's key, and the vault could not take that down; the lease's intent stays open.
    indirect case leaseEndUnrecorded(Intent, accessKeyID: String, LifecycleError)
}

/// What is known about a creation whose answer was lost.
package struct UnknownOutcome: Sendable {
    /// The open intent.
    package let intent: Intent
    /// The key that carries the intent's Tag, once OUTSCALE lists one. Its secret is lost.
    package let found: AccessKey?
    /// What disturbed the creation.
    package let cause: APIError
}
