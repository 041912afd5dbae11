import Foundation
import SecretMemory
import SystemPackage

@testable import Vault

/// A whole vault's file: the golden one, changed. It is refused, or says what it always said.
enum FileTarget {
    private struct Golden {
        let files: VaultFiles
        let key: any VaultKey
        let keys: Set<KeyRecord>

        /// In a folder of its own, whose vault every input takes the place of.
        init() throws {
            let scratch = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(getpid())")
            for name in ["data", "state"] {
                try FileManager.default.createDirectory(
                    at: scratch.appending(path: name), withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
            files = VaultFiles(
                database: FilePath(scratch.appending(path: "data/vault.db").path),
                stateDirectory: FilePath(scratch.appending(path: "state").path))
            let golden = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../VaultTests/Golden/format-1.db").standardized
            try Data(contentsOf: golden).write(to: URL(filePath: files.database.string))
            chmod(files.database.string, 0o600)
            let vault = try LockedVault.open(files).unlock(
                password: SecretBytes(copying: Array("golden password 1".utf8)))
            key = vault.key
            keys = Set(try vault.contents.keys())
        }
    }

    private static let golden: Golden = {
        guard let golden = try? Golden() else { fatalError("no fixture") }
        return golden
    }()

    /// By both doors: as a copy that is looked at in memory, and as a vault in its place.
    @Sendable static func run(_ input: [UInt8]) {
        let files = golden.files
        for suffix in ["-journal", "-wal", "-shm"] { unlink(files.database.string + suffix) }
        guard (try? Data(input).write(to: URL(filePath: files.database.string))) != nil else {
            return
        }
        chmod(files.database.string, 0o600)
        if let image = try? VaultImage(reading: files.database),
            let opened = try? LockedImage(image).opened(with: golden.key)
        {
            _ = try? opened.survey()
            if let whole = try? opened.verified(), let keys = try? whole.contents.keys() {
                FormatTargets.require(Set(keys), golden.keys)
            }
        }
        guard let vault = try? LockedVault.open(files).unlock(with: golden.key) else { return }
        if (try? vault.verify()) != nil, let keys = try? vault.contents.keys() {
            FormatTargets.require(Set(keys), golden.keys)
        }
    }
}
