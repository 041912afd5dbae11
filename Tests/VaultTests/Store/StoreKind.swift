import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

/// Where a vault's rows may stand.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case file = "a file"
    case server = "a server"
    case pooler = "a server behind a pooler"

    var testDescription: String { rawValue }

    private var isHere: Bool {
        switch self {
        case .file: true
        case .server: PostgresPrograms.exist
        case .pooler: PostgresPrograms.exist && PostgresPooler.exists
        }
    }

    /// Those that this machine can have.
    static let here = allCases.filter(\.isHere)
}

/// A vault with a profile and one key in any of the stores.
final class AnyStore: @unchecked Sendable {
    private enum Place {
        case file(VaultFixture)
        case team(SharedTeam)
    }

    private let place: Place

    init(_ kind: StoreKind) throws {
        switch kind {
        case .file: place = .file(try VaultFixture())
        case .server: place = .team(try SharedTeam())
        case .pooler:
            place = .team(
                try SharedTeam(in: PostgresServer.shared.get().newPooledDatabase()))
        }
        guard case .file(let fixture) = place else { return }
        var vault = try unlocked()
        try vault.commit(at: SharedTeam.now) { transaction throws(VaultError) in
            try transaction.put(fixture.profile)
        }
        try add("first", to: &vault)
    }

    private var fixture: VaultFixture {
        switch place {
        case .file(let fixture): fixture
        case .team(let team): team.origin
        }
    }

    /// Opened anew, as a command does.
    func unlocked() throws -> UnlockedVault {
        switch place {
        case .file(let fixture): try fixture.unlocked()
        case .team(let team): try team.unlocked()
        }
    }

    func record(_ name: String) -> KeyRecord { fixture.record(name: name) }

    func name(_ name: String) throws -> EntryName { try #require(EntryName(name)) }

    @discardableResult
    func add(_ name: String, to vault: inout UnlockedVault) throws -> KeyRecord {
        let record = record(name)
        try fixture.add(record, secret: "\(name)'s secret", to: &vault)
        return record
    }

    func secret(_ name: String, in vault: borrowing UnlockedVault) throws -> String {
        let record = try #require(try vault.contents.key(named: self.name(name)))
        return text(try vault.secret(of: record.id))
    }

    /// Gives the vault another key: by itself, or by somebody's removal.
    func rekey() throws {
        switch place {
        case .file(let fixture):
            let opened = try LockedVault.open(fixture.files).slots.open(
                with: .password(bytes(VaultFixture.password)))
            var new = try NewVaultKey(after: opened)
            try new.add(.password(bytes(VaultFixture.password)), as: 1, cost: .floor)
            var vault = try LockedVault.open(fixture.files).unlock(with: opened)
            try vault.rekey(to: new, at: SharedTeam.now)
        case .team(let team):
            try team.take("bob", as: .reader)
            var vault = try team.unlocked()
            try vault.removeMember(
                named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        }
    }

    /// Keys that somebody was given, as the log has them: the vault's own, and the members'.
    func given(in vault: borrowing UnlockedVault) throws -> [String] {
        let events =
            switch place {
            case .file: try vault.auditTrail().map(\.event)
            case .team: try vault.memberTrail().entries.compactMap(\.event)
            }
        return events.filter { $0.action == .exported }.compactMap(\.key)
    }
}
