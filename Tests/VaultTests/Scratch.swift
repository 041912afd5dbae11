import Foundation
import SystemPackage

@testable import Vault

/// A private folder for a vault's files, removed with the value.
final class Scratch {
    let directory: URL
    let files: VaultFiles

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID())")
        for name in ["data", "state"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: name), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        files = VaultFiles(
            database: FilePath(directory.appending(path: "data/vault.db").path),
            stateDirectory: FilePath(directory.appending(path: "state").path))
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
}

extension Scratch {
    var database: URL { URL(filePath: files.database.string) }

    func mark(_ vaultID: RecordID) -> URL { URL(filePath: files.mark(for: vaultID).string) }

    /// Writes a file as the vault does: only its owner may read it.
    func write(_ content: Data, to file: URL) throws {
        try content.write(to: file)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: file.path)
    }
}
