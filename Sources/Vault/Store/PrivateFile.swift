import KernelText
package import SystemPackage

/// Small private files beside the vault that hold no secret, and a recovery code where a user wants one.
package enum PrivateFile {
    /// Makes the file hold exactly these bytes, in a private directory.
    package static func ensure(_ path: FilePath, holds bytes: [UInt8]) throws(VaultError) {
        try FileChecks.makePrivateDirectory(path.parent)
        guard try DurableFile.read(path, limit: bytes.count + 1) != bytes else { return }
        try DurableFile.replace(path, with: bytes)
    }
}
