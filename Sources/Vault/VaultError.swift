/// Why the vault did not do what it was asked; one case per thing that a caller can act on.
package enum VaultError: Error, Hashable, Sendable {
    package enum EntryKind: String, Hashable, Sendable {
        case key
        /// A key whose creation is not settled.
        case pendingKey
        case profile
        case intent
        case slot
    }

    /// There is no vault at that path.
    case noVault(path: String)
    /// There is no file at that path.
    case noFile(path: String)
    /// A file is there already.
    case fileExists(path: String)
    /// A copy has a journal or a log beside it, so it is not whole by itself.
    case unfinishedCopy(path: String, beside: String)
    /// Something is there already.
    case vaultExists(path: String)
    /// A file or directory has the wrong owner, mode or type.
    case unsafeFile(path: String, reason: String)
    /// Beside the vault stands a file that SQLite would take for a part of it, and that no vault command has written.
    case foreignLog(path: String)
    /// The file system can't be trusted with locks and syncs.
    case networkFilesystem(path: String)
    /// The password or code is wrong, or the slot is damaged: the two can't be told apart.
    case wrongPassword
    /// A group of the recovery code, counted from 1, is mistyped.
    case mistypedRecoveryCode(group: Int)
    /// The recovery code has not as many characters as one has.
    case malformedRecoveryCode
    /// The key's holder no longer serves it; the text says why.
    case keyUnavailable(String)
    /// There is no slot of that kind.
    case noSuchSlot
    /// A key file has another number of bytes than one has.
    case malformedKeyFile(bytes: Int)
    /// The vault has as many slots as it may have.
    case allSlotsTaken
    /// The slot is the only one, or what opens it is all that opens the vault.
    case lastSlot
    /// All slots together would ask for more work than a vault may.
    case slotsTooCostly
    /// Another command has changed the slots since they were read.
    case slotsChanged
    /// Something outside the file is sealed under the vault's key, so the vault can't get another one.
    case sealedElsewhere(SealedElsewhere)
    /// A check of the file failed; the text says which.
    case damaged(String)
    /// The file is older than this machine has seen it.
    case rolledBack(found: UInt64, expected: UInt64)
    /// The file has another history than the one this machine has seen.
    case forked(epoch: UInt64)
    /// The file's key has not made the mark, so the two can't be compared.
    case foreignMark(ForeignMark)
    /// The agent has seen a later state of the vault, or another one of the same epoch.
    case outdated
    /// The audit spool is of another vault, or of another state of this one; the text says what it does.
    case foreignSpool(String)
    /// The audit spool was changed; the text says where. The vault itself is as it was.
    case damagedSpool(String)
    /// The agent has seen an audit event on the disk that is gone.
    case spoolCut(event: UInt64)
    /// The file was written by a newer program.
    case newerFormat(found: Int)
    /// The parameters are weaker than the floor.
    case weakParameters(memoryKiB: UInt32, passes: UInt32)
    /// The parameters ask for more than the ceiling.
    case excessiveParameters(memoryKiB: UInt32, passes: UInt32)
    /// The machine has not enough free memory to derive the key.
    case outOfMemory(neededKiB: UInt32)
    case nameTaken(EntryKind, EntryName)
    case noSuchEntry(EntryKind, String)
    /// What is open about a key was taken over by another member of the team, or settled by one; `nil` if nobody can tell whom.
    case intentTaken(EntryName, by: EntryName?)
    /// A page can't take an entry of that size.
    case entryTooLarge(bytes: Int)
    /// Another process holds the lock.
    case busy
    case diskFull(path: String)
    /// The file, its directory or its file system can't be written.
    case readOnly(path: String)
    /// The file system gives no locks, so that two commands could write at once.
    case locksUnsupported(path: String)
    /// A team's vault, and nothing that a private one can meet.
    case team(TeamError)
    /// The operating system or SQLite refused an operation.
    case storage(operation: String, path: String, reason: String)
}
