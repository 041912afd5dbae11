import Glibc
import SecretMemory
import SystemPackage
import Vault

/// Opens a vault's copies, and asks for a password once.
final class CopyKeys {
    private let opening: VaultOpening
    private let usesAgent: Bool
    private var asked: CopyCredential?
    private var keys: [any VaultKey] = []

    /// - Parameter usesAgent: whether an agent that holds the vault's key spares the question.
    init(_ opening: VaultOpening, usesAgent: Bool) {
        (self.opening, self.usesAgent) = (opening, usesAgent)
    }

    /// The key of a copy; of a vault that was opened before it is at hand.
    ///
    /// A copy from before `passwd` opens by another password than the vault: at a terminal that one is asked for too.
    ///
    /// - Parameter path: whose key it is, for a person.
    func key(to slots: KeySlots, of path: FilePath) throws -> any VaultKey {
        if let key = keys.first(where: {
            $0.vaultID == slots.vaultID && $0.keyEpoch == slots.keyEpoch
        }) {
            return key
        }
        let key = try agentKey(to: slots) ?? openedKey(to: slots, of: path)
        keys.append(key)
        return key
    }

    private func openedKey(to slots: KeySlots, of path: FilePath) throws -> any VaultKey {
        let credential = try credential(for: slots)
        do { return try credential.key(to: slots) } catch {
            guard [.wrongPassword, .noSuchSlot].contains(error) else { throw error }
            guard slots.contains(.password), ControllingTerminal.isPresent else {
                throw Failure(
                    .notPermitted, "password",
                    "what you gave does not open \(path), which may have had another password by then. Run this at a "
                        + "terminal: there each file's password is asked for.")
            }
            opening.context.console.note("\(path) opens by another password.")
            let prompt = "Master password of \(path): "
            return try CredentialSource.typed(prompt) { try slots.key(password: $0) }
        }
    }

    /// Asks before anybody waits for a lock.
    func ask(for slots: KeySlots) throws { _ = try credential(for: slots) }

    private func agentKey(to slots: KeySlots) throws -> (any VaultKey)? {
        guard usesAgent, !opening.options.namesPassword(opening.context.environment) else {
            return nil
        }
        return AgentAccess(options: opening.options, context: opening.context)
            .heldKey(for: slots, at: try opening.files)
    }

    private func credential(for slots: KeySlots) throws -> CopyCredential {
        if let asked { return asked }
        let read = CopyCredential(try opening.credentials.read(for: slots))
        asked = read
        return read
    }
}

/// What a person has given to open a vault, for as long as its copies are looked at.
private final class CopyCredential {
    private let credential: Credential

    init(_ credential: consuming Credential) { self.credential = credential }

    func key(to slots: KeySlots) throws(VaultError) -> any VaultKey {
        try slots.open(with: credential).key
    }
}

extension VaultOpening {
    /// Whether a path leads to the vault itself.
    func isVault(_ path: FilePath) throws -> Bool {
        var (one, other) = (stat(), stat())
        return try unsafe stat(path.string, &one) == 0
            && stat(files.database.string, &other) == 0 && one.st_dev == other.st_dev
            && one.st_ino == other.st_ino
    }

    /// The vault's own file under its lock, or another.
    func image(_ path: FilePath) throws -> VaultImage {
        try isVault(path) ? VaultImage(of: files) : VaultImage(reading: path)
    }
}

extension FilePath {
    /// A file as a user names it.
    init(named text: String) { self = Locations.absolute(FilePath(text)) }
}
