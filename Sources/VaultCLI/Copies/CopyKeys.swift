import Glibc
import SecretMemory
import SystemPackage
import Vault

/// Opens a vault's copies, and asks for a password once.
final class CopyKeys {
    private let opening: VaultOpening
    private let usesAgent: Bool
    private var asked: AskedCredential?
    private var keys: [any VaultKey] = []

    /// - Parameter usesAgent: whether an agent that holds the vault's key spares the question.
    init(_ opening: VaultOpening, usesAgent: Bool) {
        (self.opening, self.usesAgent) = (opening, usesAgent)
    }

    /// The key of a copy; of a vault that was opened before it is at hand.
    func key(to slots: KeySlots) throws -> any VaultKey {
        if let key = keys.first(where: {
            $0.vaultID == slots.vaultID && $0.keyEpoch == slots.keyEpoch
        }) {
            return key
        }
        let key = try agentKey(to: slots) ?? credential().key(to: slots)
        keys.append(key)
        return key
    }

    /// Asks before anybody waits for a lock.
    func ask() throws { _ = try credential() }

    private func agentKey(to slots: KeySlots) throws -> (any VaultKey)? {
        guard usesAgent, !opening.options.namesPassword(opening.context.environment) else {
            return nil
        }
        return AgentAccess(options: opening.options, context: opening.context)
            .heldKey(for: slots, at: try opening.files)
    }

    private func credential() throws -> AskedCredential {
        if let asked { return asked }
        let read = try AskedCredential(opening)
        asked = read
        return read
    }
}

/// What a person has given to open a vault, for as long as its copies are looked at.
private final class AskedCredential {
    private enum Kind: ~Copyable {
        case password(SecretBytes)
        case recovery(RecoveryCode)
    }

    private let kind: Kind

    init(_ opening: VaultOpening) throws {
        let (options, environment) = (opening.options, opening.context.environment)
        if let path = options.recoveryFile {
            let text = try SecretSource.file(Locations.absolute(FilePath(path))).read()
            kind = .recovery(try RecoveryCode(parsing: text))
        } else {
            kind = .password(try PasswordSource.master(options, environment).read())
        }
    }

    func key(to slots: KeySlots) throws(VaultError) -> any VaultKey {
        switch kind {
        case .password(let password): try slots.key(password: password)
        case .recovery(let code): try slots.key(recoveryCode: code)
        }
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
