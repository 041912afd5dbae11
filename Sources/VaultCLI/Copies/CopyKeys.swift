import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// Opens a vault's copies, and asks for a password once.
final class CopyKeys {
    private let opening: VaultOpening
    private let usesAgent: Bool
    private let copyPassword: CopyPasswordOptions?
    private var asked: CopyCredential?
    private var askedOfCopy: CopyCredential?
    private var keys: [any VaultKey] = []

    /// - Parameters:
    ///   - usesAgent: whether an agent that holds the vault's key spares the question.
    ///   - copyPassword: what opens a copy, where that is not what opens the vault.
    init(
        _ opening: VaultOpening, usesAgent: Bool,
        copyPassword: CopyPasswordOptions? = nil
    ) {
        (self.opening, self.usesAgent, self.copyPassword) = (opening, usesAgent, copyPassword)
    }

    /// The key of a copy; of a vault that was opened before it is at hand.
    ///
    /// A copy from before `passwd` opens by another password than the vault: at a terminal that one is asked for too.
    ///
    /// - Parameters:
    ///   - path: whose key it is, for a person.
    ///   - isAlone: whether this is the vault and there is no other file: then a wrong password is just that.
    func key(
        to slots: KeySlots, of path: FilePath, isAlone: Bool = false
    ) throws -> any VaultKey {
        if let key = keys.first(where: {
            $0.vaultID == slots.vaultID && $0.keyEpoch == slots.keyEpoch
        }) {
            return key
        }
        let key = try agentKey(to: slots) ?? openedKey(to: slots, of: path, isAlone)
        keys.append(key)
        return key
    }

    private func openedKey(
        to slots: KeySlots, of path: FilePath, _ isAlone: Bool
    ) throws -> any VaultKey {
        if try !opening.isVault(path), let copy = try copyCredential() {
            do { return try copy.key(to: slots) } catch {
                // Of two copies one may open as the vault does.
                guard [.wrongPassword, .noSuchSlot].contains(error),
                    opening.options.namesPassword(opening.context.environment)
                else { throw wrong(error, path) }
            }
        }
        let credential = try credential(for: slots)
        do { return try credential.key(to: slots) } catch {
            guard !isAlone, [.wrongPassword, .noSuchSlot].contains(error) else { throw error }
            guard slots.contains(.password), ControllingTerminal.isPresent else {
                throw wrong(error, path)
            }
            opening.context.console.note("\(path) opens by another password.")
            let prompt = "Master password of \(path): "
            return try CredentialSource.typed(prompt) { try slots.key(password: $0) }
        }
    }

    private func wrong(_ error: VaultError, _ path: FilePath) -> Failure {
        guard [.wrongPassword, .noSuchSlot].contains(error) else { return Failure(error) }
        let options =
            copyPassword == nil
            ? "--password-file or --password-fd" : "--copy-password-file or --copy-password-fd"
        return Failure(
            .notPermitted, "password",
            "what you gave does not open \(path), which may have had another password by then. Give its own password "
                + "with \(options), or run this at a terminal: there each file's password is asked for."
        )
    }

    /// Asks before anybody waits for a lock.
    func ask(for slots: KeySlots) throws {
        guard try copyCredential() == nil else { return }
        _ = try credential(for: slots)
    }

    private func copyCredential() throws -> CopyCredential? {
        if let askedOfCopy { return askedOfCopy }
        guard let source = copyPassword?.source else { return nil }
        let read = CopyCredential(.password(try source.read()))
        askedOfCopy = read
        return read
    }

    private func agentKey(to slots: KeySlots) throws -> (any VaultKey)? {
        guard usesAgent, opening.team == nil,
            !opening.options.namesPassword(opening.context.environment)
        else {
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
        guard team == nil else { return false }
        var (one, other) = (stat(), stat())
        return try unsafe stat(path.cString, &one) == 0
            && stat(files.database.cString, &other) == 0 && one.st_dev == other.st_dev
            && one.st_ino == other.st_ino
    }

    /// The vault's own file under its lock, or another.
    func image(_ path: FilePath) throws -> VaultImage {
        guard team == nil else { return try VaultImage(reading: path) }
        return try isVault(path) || path == files.database
            ? VaultImage(of: files) : VaultImage(reading: path)
    }
}

extension VaultOpening {
    /// The same, its slots read. Where not even those can be read, nothing can be had from the file by any command.
    func lockedImage(_ path: FilePath) throws -> LockedImage {
        let image = try image(path)
        do throws(VaultError) { return try LockedImage(image) } catch {
            guard case .damaged(let what) = error else { throw Failure(error) }
            let cure =
                try isVault(path)
                ? "'vault restore FILE' puts a backup in its place."
                : "Look for another copy."
            throw Failure(
                .integrity, "copy",
                "\(path) is no vault that can be read: \(what). Nothing was changed, and "
                    + "nothing can be had from it. \(cure)")
        }
    }
}
