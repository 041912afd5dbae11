import CSodium
import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

/// All that a member's commands work with and no memory may keep.
struct TeamCanaries {
    private let team: TestTeam
    private let password: String

    init(of team: TestTeam, password: String) { (self.team, self.password) = (team, password) }

    /// The member's password, what it opens, both private halves, the vault's key as it is now, the keys under it, each secret and
    /// each code.
    func all() throws -> [[UInt8]] {
        let home = team.alice.home
        let keys = try simulatedSecrets()
        let codes = home.files().filter { $0.path.contains("code") }.map { Array($0.content) }
        return try [Array(password.utf8), Array(Workspace.loginPassword.utf8)] + keys + codes
            + derived()
    }

    private func simulatedSecrets() throws -> [[UInt8]] {
        try team.simulator.keys().map { Array($0.secretKey.utf8) }
    }

    private func derived() throws -> [[UInt8]] {
        let file = try memberFile()
        let slot = try Slot(reading: Array(file.bytes.dropFirst(12).prefix(168)))
        let given = SecretBytes(copying: Array(password.utf8))
        let root = try Slot.root(
            password: given, salt: slot.salt, try #require(slot.parameters))
        let fileKey = try slot.open(root: root)
        let boxKey = Subkey.derive(3, "VltMembr", from: fileKey)
        guard
            let content = SecretBox.open(Array(file.bytes.dropFirst(180)), key: boxKey)
        else { throw VaultError.wrongPassword }
        let seed = SecretBytes(copying: Array(array(content).prefix(32)))
        let signing = array(Subkey.derive(1, "VltMembr", from: seed))
        let receiving = array(Subkey.derive(2, "VltMembr", from: seed))
        let opened = try file.open(password: given)
        let key = try vaultKey(opened.keys, of: opened.member)
        return [
            array(root), array(fileKey), array(boxKey), array(seed), signing, receiving,
            Self.hash(signing), Self.hash(receiving), key,
        ] + Self.subkeys(of: key)
    }

    private func memberFile() throws -> MemberFile {
        let file = try #require(
            team.alice.home.files().first { $0.path.hasSuffix(".member") })
        return try MemberFile(reading: Array(file.content))
    }

    private func vaultKey(_ keys: borrowing MemberKeys, of member: RecordID) throws -> [UInt8] {
        let hex = try team.database.psql(
            "SELECT encode(body, 'hex') FROM osc_vault.slot WHERE member = '\\x\(member)'")
        let box = stride(from: 0, to: hex.utf8.count, by: 2).compactMap { offset in
            UInt8(hex.dropFirst(offset).prefix(2), radix: 16)
        }
        guard let opened = keys.receiving.open(box) else { throw VaultError.wrongPassword }
        return Array(array(opened).prefix(32))
    }

    private static func subkeys(of key: [UInt8]) -> [[UInt8]] {
        let names =
            [(1, "VltRecrd"), (2, "VltIndex"), (3, "VltMnfst"), (4, "VltAudit"), (5, "VltHiWat")]
            as [(UInt64, StaticString)]
        return names.map { array(Subkey.derive($0, $1, from: SecretBytes(copying: key))) }
    }

    /// What libsodium makes of a seed while it works.
    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 64)
        _ = crypto_hash_sha512(&digest, bytes, UInt64(bytes.count))
        return digest
    }
}

private func array(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.withBytes { $0.withUnsafeBytes { Array($0) } }
}
