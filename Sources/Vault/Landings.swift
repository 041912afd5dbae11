import FoundationEssentials
package import SystemPackage

/// A landing file that a command left behind.
package struct Landing: Sendable {
    package let intent: RecordID
    package let path: FilePath
    /// The key that has landed; `nil` if none has.
    package let key: SealedKey?
}

extension UnlockedVault {
    /// The landing files beside the vault, or in a directory that a secret was brought to.
    package borrowing func landings(in place: FilePath? = nil) throws(VaultError) -> [Landing] {
        let directory = place ?? files.directory
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory.string) } catch {
            throw .storage(
                operation: "list", path: directory.string, reason: "it can't be read")
        }
        var landings: [Landing] = []
        for name in names.sorted() where name.hasPrefix(LandingFile.prefix) {
            guard let intent = RecordID(hexadecimal: name.dropFirst(LandingFile.prefix.count))
            else { continue }
            landings.append(try landing(of: intent, in: directory))
        }
        return landings
    }

    /// Removes a landing file whose key is in the vault, or that holds none.
    package borrowing func discard(_ landing: Landing) throws(VaultError) {
        try DurableFile.overwrite(landing.path, count: LandingFile.byteCount)
        try LandingFile.remove(landing.path)
    }

    private borrowing func landing(
        of intent: RecordID, in directory: FilePath
    ) throws(VaultError) -> Landing {
        let path = LandingFile.path(for: intent, in: directory)
        try FileChecks.check(path, kind: .file, missing: .noVault(path: path.string))
        let bytes = try DurableFile.read(path, limit: LandingFile.byteCount) ?? []
        do {
            return Landing(
                intent: intent, path: path,
                key: try LandedKey.decode(bytes, intent: intent, key: key))
        } catch {
            throw .damaged("the landing file \(path.string) is not what this vault wrote")
        }
    }
}
