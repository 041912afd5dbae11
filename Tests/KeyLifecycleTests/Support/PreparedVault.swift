import Foundation
import SecretMemory
import SystemPackage
import VaultTestSupport

@testable import Vault

/// A vault with one profile, made once for all tests of a process and copied for each: each derivation takes a tenth of
/// a second and 64 MiB.
struct PreparedVault: Sendable {
    private static let made = Result { try PreparedVault() }
    static var shared: PreparedVault { get throws { try made.get() } }

    static let date = Date(timeIntervalSince1970: 1_790_000_000)

    let key: any VaultKey
    let profile: Profile
    private let root: URL

    private init() throws {
        guard let name = EntryName("work") else { throw POSIXError(.EINVAL) }
        let profile = Profile(name: name, region: "eu-west-2", isDefault: true)
        self.profile = profile
        root = ProcessFolder.url.appending(path: "prepared-\(UUID())")
        try FileManager.default.createDirectory(
            at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let files = Self.files(in: root)
        try LockedVault.create(
            files, password: Self.password(), recoveryCode: nil, parameters: .floor,
            at: Self.date)
        var vault = try LockedVault.open(files).unlock(password: Self.password())
        key = vault.key
        try vault.commit(at: Self.date) { transaction throws(VaultError) in
            try transaction.put(profile)
        }
    }

    /// A copy of its own, in a folder that does not exist yet.
    func copy(to folder: URL) throws -> VaultFiles {
        try FileManager.default.copyItem(at: root, to: folder)
        return Self.files(in: folder)
    }

    private static func files(in folder: URL) -> VaultFiles {
        VaultFiles(
            database: FilePath(folder.path + "/data/vault.db"),
            stateDirectory: FilePath(folder.path + "/state"))
    }

    private static func password() -> SecretBytes {
        SecretBytes(copying: Array("password".utf8).span.bytes)
    }
}
