import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// A vault with a history, made once and copied for every test: 70 keys over two pages, a profile,
/// an intent, five writes. It opens by its recovery code, which costs no Argon2id.
struct StoredVault: Sendable {
    static let made = Result { try StoredVault(keys: 70) }
    static var shared: StoredVault { get throws { try made.get() } }

    /// The file after every write; the last is the current one.
    let history: [Data]
    let marks: [Data]
    let vaultID: RecordID
    let recoveryCode: [UInt8]
    let secrets: [RecordID: String]
    /// What it says after every write.
    let wholes: [Whole]

    init(keys: Int) throws {
        let scratch = try Scratch()
        let code = RecoveryCode.random()
        recoveryCode = revealed(code.bytes)
        try LockedVault.create(
            scratch.files, password: bytes(VaultFixture.password), recoveryCode: consume code,
            parameters: .floor, at: .now)
        var vault = try Self.unlock(scratch.files, recoveryCode)
        vaultID = vault.vaultID
        var (history, marks, wholes) = ([Data](), [Data](), [Whole]())
        let records = (0..<keys).map { Samples.record(name: "key-\($0)") }
        secrets = Dictionary(
            uniqueKeysWithValues: records.map { ($0.id, "SECRET-OF-\($0.name)") })
        let steps: [(inout VaultTransaction) throws -> Void] = [
            { try $0.put(Samples.profile) }, { try Self.add(records.prefix(10), to: &$0) },
            { try Self.add(records.dropFirst(10), to: &$0) },
            { try $0.put(Samples.intent(Samples.issue(.unknown))) },
            { try $0.record(AuditEvent(at: .now, action: .revealed, key: "key-1")) },
        ]
        for step in steps {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try Self.narrow { try step(&transaction) }
            }
            history.append(try Data(contentsOf: scratch.database))
            marks.append(try Data(contentsOf: scratch.mark(vaultID)))
            wholes.append(try Whole(of: vault))
        }
        (self.history, self.marks, self.wholes) = (history, marks, wholes)
    }

    private static func add(
        _ records: ArraySlice<KeyRecord>, to transaction: inout VaultTransaction
    ) throws {
        for record in records {
            try transaction.add(record, secret: bytes("SECRET-OF-\(record.name)"))
            try transaction.record(
                AuditEvent(at: record.storedAt, action: .stored, key: record.name.description))
        }
    }

    static func narrow(_ body: () throws -> Void) throws(VaultError) {
        do { try body() } catch { throw error as? VaultError ?? .damaged("\(error)") }
    }

    static func unlock(_ files: VaultFiles, _ code: [UInt8]) throws -> UnlockedVault {
        try LockedVault.open(files)
            .unlock(recoveryCode: RecoveryCode(bytes: SecretBytes(copying: code)))
    }
}

/// All that a vault tells of itself, secrets and log included.
struct Whole: Equatable {
    let keys: Set<KeyRecord>
    let profiles: [Profile]
    let intents: [Intent]
    let secrets: [RecordID: String]
    let events: [AuditEntry]

    init(of vault: borrowing UnlockedVault) throws {
        let contents = vault.contents
        keys = Set(try contents.keys())
        (profiles, intents) = (contents.profiles, contents.intents)
        var secrets: [RecordID: String] = [:]
        for key in keys { secrets[key.id] = try text(vault.secret(of: key.id)) }
        self.secrets = secrets
        events = try vault.auditTrail()
    }
}

/// A copy of the stored vault that a test may disfigure.
final class Victim {
    let stored: StoredVault
    let scratch: Scratch
    /// The file, and what it says.
    let content: Data
    let whole: Whole

    /// - Parameters:
    ///   - stored: what it is a copy of; `nil` means ``StoredVault/shared``.
    ///   - step: after which write, counted from 0.
    ///   - seen: whether this machine has seen that write.
    init(of stored: StoredVault? = nil, step: Int = 4, seen: Bool = true) throws {
        let stored = try stored ?? StoredVault.shared
        self.stored = stored
        scratch = try Scratch()
        (content, whole) = (stored.history[step], stored.wholes[step])
        try replace(with: content)
        if seen { try scratch.write(stored.marks[step], to: mark) }
    }

    var mark: URL { scratch.mark(stored.vaultID) }

    func replace(with content: Data) throws {
        for suffix in ["-journal", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: scratch.database.path + suffix)
        }
        try scratch.write(content, to: scratch.database)
    }

    func raw() throws -> RawDatabase { try RawDatabase(scratch.database.path) }

    /// Everything, read by the normal door.
    func read() throws -> Whole {
        let vault = try unlocked()
        _ = try vault.verify()
        return try Whole(of: vault)
    }

    func unlocked() throws -> UnlockedVault {
        try StoredVault.unlock(scratch.files, stored.recoveryCode)
    }
}
