package import FoundationEssentials
import Glibc
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
        let taken = VaultError.fileExists(path: path.text)
        guard let name = path.name else { throw taken }
        guard unsafe access(path.cString, F_OK) != 0 else { throw taken }
        let directory = path.removingLastComponent()
        guard unsafe access(directory.orHere.cString, F_OK) == 0 else {
            throw .noFile(path: directory.text)
        }
        try commit(at: date) { transaction throws(VaultError) in
            try transaction.record(
                AuditEvent(at: date, action: .backupBegun, detail: name.text))
        }
        let draft = directory.appending(CText(".").adding(name).adding(".\(RecordID.random())"))
        do throws(VaultError) {
            try DurableFile.create(draft, with: VaultImage(of: files).bytes)
            let copy = try LockedImage(VaultImage(reading: draft)).opened(with: key).verified()
            try DurableFile.publish(draft, as: path, taken: taken)
            return copy
        } catch {
            unsafe unlink(draft.cString)
            throw error
        }
    }
}
