import APIClient
import FoundationEssentials
import KeyLifecycle
import SecretMemory
import Vault

extension Failure {
    init(_ error: LifecycleError) {
        switch error {
        case .vault(let error): self.init(error)
        case .api(let error): self.init(error)
        case .notCreated(let error): self = Failure(error).adding("No key was created.")
        case .doubtfullyRefused(let error):
            self = Failure(error).adding(
                "OUTSCALE lists the key as it was. If something else than OUTSCALE refused, or sent the request twice, the "
                    + "change may still be made; 'vault reconcile' shows whether it was.")
        case .notListedAfterRefusal(let error, let end):
            self = Failure(error).adding(
                "No key has the creation's tag so far. If one appears before \(UTCDate.iso(end)), the next "
                    + "command that changes keys deletes it.")
        case .expiryInPast(let date):
            self.init(
                .usage, "usage",
                "the expiry \(UTCDate.iso(date)) is not in the future. No key was created.")
        case .expiryTooFar:
            self = .usage("the expiry lies beyond the year 9999. No key was created.")
        case .expiryRequired(let maximum):
            self.init(
                .setting, "policy",
                "the account demands an expiry, at most \(SpanText.of(maximum)) from now. Nothing was changed."
            )
        case .expiryBeyondCeiling(let asked, let latest):
            self.init(
                .setting, "policy",
                "the expiry \(UTCDate.iso(asked)) is beyond the account's "
                    + "ceiling, which ends at \(UTCDate.iso(latest)). Give "
                    + "an earlier one. Nothing was changed."
            )
        case .keptExpiryBeyondCeiling(let id, let kept, let latest):
            self = .keptExpiryBeyondCeiling(id, kept, latest)
        case .quotaReached(let limit, let held, let user):
            self.init(
                .api, "quota",
                "\(user.map { "user '\($0)'" } ?? "the caller") has "
                    + "\(held) access keys and OUTSCALE allows \(limit). "
                    + "Delete one that you don't need. No key was created."
            )
        case .clockSkewed(let seconds):
            self.init(
                .setting, "clock",
                "this machine's clock is wrong by \(ClockSkew.phrase(Double(seconds))), "
                    + "so signatures and expiries would be wrong, too. Set the clock, "
                    + "then try again. Nothing was changed."
            )
        case .noSuchUser(let name, let refusal):
            self.init(
                .notFound, "api",
                "OUTSCALE knows no user '\(name)' in this account\(refusal.words). "
                    + "Check the spelling, or create the user first; if it was renamed, 'vault reconcile --fix' takes "
                    + "the new name over.",
                refusal: refusal)
        case .noSuchKey(let id, let user):
            self.init(
                .notFound, "api",
                "OUTSCALE lists no access key \(id) for \(user.map { "user '\($0)'" } ?? "the caller"). "
                    + "Name its owner with --user, or use --no-verify."
            )
        case .ownerUnproven(let key, let isEverybodyAsked):
            self = .ownerUnproven(key, isEverybodyAsked)
        case .expiryUnknown(let name): self = .expiryUnknown(name)
        case .unknownKey(let id, let isEverybodyAsked, let isDeactivated, let cause):
            self = .unknownKey(id, isEverybodyAsked, isDeactivated, cause)
        case .alreadyHeld(let id, let name):
            self.init(
                .exists, "vault", "the vault has \(id) already, as '\(name)'. Nothing was changed.")
        case .addedKeyRefused(let id, let cause): self = .addedKeyRefused(id, cause)
        case .noRoom(let path):
            self.init(
                .storage, "storage",
                "there is not enough room at \(path) for what must be written. No key was created.")
        case .outcomeUnknown(let outcome): self = Self.unknown(outcome)
        case .notStored(let id, let error): self = .notStored(id, error)
        case .notReadBack(let id, let error): self = .notReadBack(id, error)
        case .landed(let id, let error): self = .landed(id, error)
        case .landedElsewhere(let id, let path, let isNoted):
            self = .landedElsewhere(id, path, isNoted)
        case .takenBack(let id, let error): self = .takenBack(id, error)
        case .undone(let ids, let cause): self = .undone(ids.joined(separator: ", "), cause)
        case .leaseEndUnrecorded(let lease, let id, let error):
            self = .leaseEndUnrecorded(lease, id, error)
        case .interrupted(let intent, let reason): self = .interrupted(intent, reason)
        case .unrecorded(let intent, let error): self = .unrecorded(intent, error)
        case .changeOpen(let intent, let cause): self = .changeOpen(intent, cause)
        case .notConfirmed(let id): self = .notConfirmed(id)
        case .unconfirmed(let id, let cause): self = .unconfirmed(id, cause)
        case .stillListed(let id): self = .stillListed(id)
        case .contradicted(let id, let cause): self = .contradicted(id, cause)
        case .callerUnproven(let subject, let caller): self = .callerUnproven(subject, caller)
        case .endUnproven(let intent, let end, let cause): self = .endUnproven(intent, end, cause)
        case .oldKeyExpired(let name): self = .oldKeyExpired(name)
        case .oldKeyGone(let name): self = .oldKeyGone(name)
        case .newKeyUnfit(let intent, let defect): self = .newKeyUnfit(intent, defect)
        case .oldKeyWoken(let intent, let old): self = .oldKeyWoken(intent, old)
        case .newKeyInDoubt(let intent, let end): self = .newKeyInDoubt(intent, end)
        case .signerRefused(let intent, let cause): self = .signerRefused(intent, cause)
        case .noAccess(let intent): self = .noAccess(intent)
        case .notProven(let intent, let verification): self = .notProven(intent, verification)
        case .rotationOpen(let intent, let cause): self = .rotationOpen(intent, cause)
        case .begunElsewhere(let intent): self = .begunElsewhere(intent)
        case .nothingToUndo(let name): self = .nothingToUndo(name)
        case .ownerUnknown: self = .ownerUnknown
        case .leaseOwnerUnseen(let intent): self = .leaseOwnerUnseen(intent)
        case .leaseLeft(_, let issued): self = .leaseLeft(issued)
        case .leaseNotProven(_, let verification): self = .leaseNotProven(verification)
        case .readBackDiffers(let id):
            self.init(
                .integrity, "vault",
                "what the vault gives back for \(id) is not what OUTSCALE "
                    + "answered. Do not use the key; delete it at OUTSCALE "
                    + "and check the disk."
            )
        }
    }

    private static func unknown(_ outcome: UnknownOutcome) -> Failure {
        let cause = Failure(outcome.cause)
        let state =
            outcome.found.map {

                "OUTSCALE has the key \($0.id) with our tag. Its secret is lost, and its deletion is not proven yet. "
                    + "The next command that changes keys goes on with it; so does 'vault recover'."
            }
            ?? "No key with our tag is listed so far, and one may still appear. Every command that changes keys "
            + "looks for it and deletes it; 'vault recover' looks now."
        return Failure(
            .pending, "pending",
            "the creation of '\(outcome.intent.key.name)' is not settled: "
                + "\(cause.message) \(state) Tag \(outcome.intent.tag).",
            refusal: cause.refusal)
    }

    func adding(_ sentence: String) -> Failure {
        Failure(status, kind, "\(message) \(sentence)", refusal: refusal)
    }

    init(_ error: SecretInputError) {
        switch error {
        case .noTerminal:
            self.init(
                .notPermitted, "locked",
                "a password is needed and there is no terminal to ask "
                    + "on. Use --password-file, --password-fd or --password-command."
            )
        case .terminalTooSmall:
            self.init(
                .notPermitted, "terminal",
                "the terminal's window is too small to show a secret that it can hide again. Make it larger, "
                    + "then try again.")
        case .interrupted(let signal):
            self.init(.notPermitted, "interrupted", "interrupted by signal \(signal).")
        case .tooLong(let limit):
            self.init(
                .usage, "usage",
                "the secret is longer than \(limit) bytes, so it was refused.")
        case .empty: self.init(.usage, "usage", "the secret is empty.")
        case .unsafeFile(let path, let reason):
            self.init(.notPermitted, "unsafe", "\(path) is not safe to use: \(reason).")
        case .unreadable(let source, let reason):
            self.init(.notFound, "input", "\(source) can't be read: \(reason).")
        case .commandFailed(let program, let status):
            self.init(
                .notPermitted, "input", "the password command '\(program)' ended with \(status).")
        }
    }
}
