/// Why the vault did not do what it was asked; one case per thing that a caller can act on.
package enum VaultError: Error, Hashable, Sendable {
    package enum EntryKind: String, Hashable, Sendable {
        case key
        /// A key whose creation is not settled.
        case pendingKey
        case profile
        case intent
    }

    /// There is no vault at that path.
    case noVault(path: String)
    /// Something is there already.
    case vaultExists(path: String)
    /// A file or directory has the wrong owner, mode or type.
    case unsafeFile(path: String, reason: String)
    /// The file system can't be trusted with locks and syncs.
    case networkFilesystem(path: String)
    /// The password or code is wrong, or the slot is damaged: the two can't be told apart.
    case wrongPassword
    /// A group of the recovery code, counted from 1, is mistyped.
    case mistypedRecoveryCode(group: Int)
    /// The recovery code has not as many characters as one has.
    case malformedRecoveryCode
    /// Whoever holds the key does not serve it any more; the text says why.
    case keyUnavailable(String)
    /// There is no slot of that kind.
    case noSuchSlot
    /// A check of the file failed; the text says which.
    case damaged(String)
    /// The file is older than this machine has seen it.
    case rolledBack(found: UInt64, expected: UInt64)
    /// The file has another history than the one this machine has seen.
    case forked(epoch: UInt64)
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
    /// A page can't take an entry of that size.
    case entryTooLarge(bytes: Int)
    /// Another process holds the lock.
    case busy
    case diskFull(path: String)
    /// The operating system or SQLite refused an operation.
    case storage(operation: String, path: String, reason: String)
}
