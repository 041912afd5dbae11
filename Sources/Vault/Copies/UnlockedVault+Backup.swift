package import FoundationEssentials
import KernelText
package import SystemPackage

extension UnlockedVault {
    /// Copies the vault into a new file that only its owner may read, and reads that back: every record is verified before
    /// the file gets its name.
    ///
    /// What waits in the spool comes into the vault first, with the event of the backup, so that the copy has both. Landing
    /// files are not part of it.
    ///
    /// - Returns: what the copy says.
    package mutating func backUp(
        to path: FilePath, at date: Date
    ) throws(VaultError) -> VerifiedImage {
        let new = try NewCopy(at: path)
        try commit(at: date) { transaction throws(VaultError) in
            try transaction.record(
                AuditEvent(at: date, action: .backupBegun, detail: new.name.text))
        }
        let bytes = try VaultImage(of: files).bytes
        return try new.write(bytes) { draft throws(VaultError) in
            try LockedImage(VaultImage(reading: draft)).opened(with: key).verified()
        }
    }
}
