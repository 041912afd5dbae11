import Vault

extension Failure {
    init(_ error: VaultError) {
        let (status, message) = Self.explain(error)
        self.init(status, "vault", message)
    }

    private static func explain(_ error: VaultError) -> (ExitStatus, String) {
        switch error {
        case .noVault(let path):
            (
                .notFound,
                "there is no vault at \(path). Make one with 'vault "
                    + "init', or name another with --vault."
            )
        case .noFile(let path):
            (.notFound, "there is no \(path). Nothing was done; name a file that is there.")
        case .fileExists(let path):
            (.exists, "\(path) is there already. It was not touched; choose another name.")
        case .unfinishedCopy(let path, let beside):
            (
                .integrity,
                "\(path) has \(beside) beside it, so it was copied while it was written, or a command was killed. Take "
                    + "another copy; or put both into a private directory of their own and run 'vault verify --vault' "
                    + "on the file there, which finishes it."
            )
        case .vaultExists(let path):
            (
                .exists,
                "\(path) is there already. It was not touched; "
                    + "choose another path with --vault."
            )
        case .unsafeFile(let path, let reason):
            (.notPermitted, "\(path) is not safe to use: \(reason). Nothing was read.")
        case .foreignLog(let path):
            (
                .integrity,
                "\(path) stands beside the vault, and no vault command writes such a file: SQLite would take what is "
                    + "in it for the vault's. Nothing was read. Move it away, then run 'vault verify'."
            )
        case .networkFilesystem(let path):
            (
                .setting,
                "\(path) is on a network file system, whose locks and "
                    + "syncs can't be trusted with the only copy of a secret. "
                    + "Choose a local path with --vault."
            )
        case .wrongPassword:
            (
                .notPermitted,
                "the vault did not open: the password or recovery code "
                    + "is wrong, or its slot is damaged. Try again."
            )
        case .mistypedRecoveryCode(let group):
            (
                .notPermitted,
                "group \(group) of the recovery code is mistyped. Compare "
                    + "it with what you wrote down."
            )
        case .malformedRecoveryCode:
            (
                .notPermitted,
                "this is no recovery code: one has eight groups of eight letters and digits."
            )
        case .keyUnavailable(let reason):
            (.notPermitted, "the vault's key is not to be had: \(reason). Try again.")
        case .noSuchSlot:
            (.notPermitted, "the vault has no slot of that kind, so it can't be opened this way.")
        case .malformedKeyFile, .allSlotsTaken, .lastSlot, .slotsTooCostly, .slotsChanged:
            explainSlot(error)
        case .sealedElsewhere(let what):
            (.pending, "the vault can't get a new key now: \(sentence(what)) Nothing was changed.")
        case .damaged(let what):
            (
                .integrity,
                "the vault fails its check: \(what). Keep the file as it is. 'vault verify' names what is "
                    + "lost, 'vault restore FILE' puts a backup in its place, 'vault salvage FILE --to NEW' takes what is "
                    + "whole into a new vault."
            )
        case .rolledBack(let found, let expected):
            (
                .integrity,
                "the vault is older than this machine has seen it: epoch \(found), last seen \(expected). Somebody put "
                    + "back an old copy. 'vault restore FILE' puts the newest one in its place; if there is none, give it "
                    + "the vault's own path to go on with this one."
            )
        case .forked(let epoch):
            (
                .integrity,
                "the vault has another history than this machine has seen at epoch \(epoch): two copies were written. "
                    + "'vault verify A B' tells what each has; 'vault restore FILE' puts the one that you choose in the "
                    + "vault's place (FILE may be the vault itself), 'vault restore --merge FILE' takes over keys of another."
            )
        case .foreignMark(let mark): (.integrity, sentence(mark))
        case .outdated:
            (
                .integrity,
                "the vault's file is not the newest that the agent has seen: somebody put an older or another "
                    + "copy in its place. 'vault restore FILE' puts the newest one in its place; if there is none, give "
                    + "it the vault's own path to go on with this one."
            )
        case .foreignSpool(let what):
            (
                .integrity,
                "the audit spool beside the vault (its name ends in -spool) \(what). Bring back the "
                    + "spool or the vault that belong together, or move the spool away to go on without "
                    + "its events, and run 'vault lock' if an agent runs."
            )
        case .damagedSpool(let what):
            (
                .integrity,
                "the audit spool beside the vault (its name ends in -spool) was changed: \(what). The vault "
                    + "itself is intact. Keep a copy of the spool, move it away to go on without its "
                    + "events, and run 'vault lock' if an agent runs."
            )
        case .spoolCut(let event):
            (.integrity, "\(spoolCut(event)) 'vault lock' makes the agent forget what it has seen.")
        case .newerFormat(let found):
            (
                .integrity,
                "something in the vault says format \(found), which this version does not know. Install a newer vault; if a file of "
                    + "this version was damaged, 'vault verify' tells."
            )
        case .weakParameters(let memory, let passes):
            (
                .usage,
                "\(memory / 1024) MiB and \(passes) passes are too "
                    + "weak for a master password: at least 64 MiB and 3 "
                    + "passes. Nothing was created."
            )
        case .excessiveParameters(let memory, let passes):
            (
                .usage,
                "\(memory / 1024) MiB and \(passes) passes are beyond "
                    + "what a vault may ask for: at most 1 GiB, 16 passes, "
                    + "and 8 GiB for both multiplied."
            )
        case .outOfMemory(let needed):
            (
                .storage,
                "deriving the key takes \(needed / 1024) MiB of memory, "
                    + "which this machine does not have free. End something, "
                    + "then try again."
            )
        case .intentTaken(let name, let holder):
            (
                .pending,
                "what is open about '\(name)' is \(holder.map { "in \($0)'s hands" } ?? "settled or in other hands") by now. "
                    + "Nothing more is sent to OUTSCALE; 'vault recover' says what is still open."
            )
        case .nameTaken(let kind, let name):
            taken(kind, name)
        case .noSuchEntry(let kind, let name):
            (.notFound, "there is no \(kind.rawValue) '\(name)' in the vault.")
        case .entryTooLarge(let bytes):
            (
                .usage,
                "an entry of \(bytes) bytes is too large for a vault. Use a shorter name, tag or path."
            )
        case .busy:
            (
                .storage,
                "another vault command is at work on this vault. Wait until it is done, "
                    + "then try again, or wait longer with --wait."
            )
        case .diskFull(let path):
            (
                .storage,
                "the disk is full: \(path) could not be written. Free some space, then try again."
            )
        case .readOnly(let path):
            (
                .storage,
                "\(path) can't be written: it, or where it lies, is read-only for you. Make it writable, then try again."
            )
        case .locksUnsupported(let path):
            (
                .setting,
                "the file system of \(path) gives no locks, so two commands could write the vault at once. Move its "
                    + "directory to a local disk, and name it with --vault."
            )
        case .team(let error): Failure.explain(error)
        case .storage(let operation, let path, let reason):
            (
                .storage,
                "could not \(operation) \(path): \(reason). Check the disk, then try again."
            )
        }
    }

    private static func taken(
        _ kind: VaultError.EntryKind, _ name: EntryName
    ) -> (ExitStatus, String) {
        switch kind {
        case .pendingKey:
            (
                .exists,
                "the name '\(name)' belongs to a key whose creation "
                    + "is not settled. Choose another with --name."
            )
        case .key: (.exists, "a key '\(name)' is in the vault already. Choose another name.")
        case .profile, .intent, .slot:
            (.exists, "a \(kind.rawValue) '\(name)' is in the vault already. Choose another name.")
        }
    }
}

extension Failure {
    static func spoolCut(_ event: UInt64) -> String {
        "audit event \(event) was on the disk and is gone from the spool beside the vault (its name ends in "
            + "-spool): somebody has cut or replaced that file."
    }
}
