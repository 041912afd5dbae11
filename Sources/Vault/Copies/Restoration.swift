package import FoundationEssentials
import Glibc
import KernelText
package import SystemPackage

/// Puts an older or forked file in the vault's place, as a person has decided.
///
/// The file gets a write on top: the decision in its audit log, and an epoch above all that this machine has seen. So the
/// file that it replaces is the older one from now on, and is refused if it comes back.
package struct Restoration {
    let files: VaultFiles
    let file: VerifiedImage
    /// The highest epoch that this machine knows of.
    let seen: UInt64
    /// Intents of the file that the vault in place has settled since.
    let settled: [RecordID]
    /// Intents of the vault in place that go on in this one.
    let carried: [Intent]
    /// Keys of leases that have ended in the vault in place, which are nowhere any more.
    let ended: [RecordID]

    package init(
        of file: VerifiedImage, to files: VaultFiles, above seen: UInt64, settled: [RecordID],
        carried: [Intent] = [], ended: [RecordID] = []
    ) {
        (self.file, self.files, self.seen) = (file, files, seen)
        (self.settled, self.carried, self.ended) = (settled, carried, ended)
    }

    package struct Outcome: Sendable {
        package let epoch: UInt64
        package let fingerprint: String
        /// Where the file that stood there is now; `nil` if none did.
        package let kept: FilePath?
        /// Whether events that waited in the spool were kept beside, since they follow the replaced file.
        package let hasKeptSpool: Bool
        package let markFailure: VaultError?
    }

    /// - Parameter reason: for the audit log.
    package func place(at date: Date, reason: String) throws(VaultError) -> Outcome {
        try FileChecks.makePrivateDirectory(files.directory)
        try FileChecks.makePrivateDirectory(files.stateDirectory)
        let directory = try FileChecks.resolved(files.directory, for: files.database)
        guard let name = files.database.lastComponent else {
            throw .noVault(path: files.database.text)
        }
        let place = RestorationPlace(directory.appending(name), at: date)
        let written: (manifest: Manifest, mac: [UInt8])
        do throws(VaultError) {
            try DurableFile.create(place.draft, with: file.image.bytes)
            written = try sign(place.draft, at: date, reason)
            try DurableFile.syncDirectory(directory)
        } catch {
            place.removeDraft()
            throw error
        }
        let (kept, hasKeptSpool) = try place.exchange()
        let mark = HighWaterMark(epoch: written.manifest.epoch, manifestMAC: written.mac)
        let row = ManifestRow(body: written.manifest.bytes, mac: written.mac)
        let key = file.state.key
        var markFailure: VaultError?
        do throws(VaultError) {
            try mark.write(to: files, of: key.vaultID, mac: key.attest(.mark(row)))
            // The prepared mark has a lower number now, and must not admit the file that it was for again.
            PreparedMark.remove(files, of: key.vaultID)
        } catch { markFailure = error }
        return Outcome(
            epoch: written.manifest.epoch,
            fingerprint: RecordID(written.mac.prefix(16))?.description ?? "", kept: kept,
            hasKeptSpool: hasKeptSpool, markFailure: markFailure)
    }

    /// The write on top. It is no ``UnlockedVault/commit(at:_:)``: mark and spool belong to the file in place.
    private func sign(
        _ draft: FilePath, at date: Date, _ reason: String
    ) throws(VaultError) -> (Manifest, [UInt8]) {
        let draftFiles = VaultFiles(database: draft, stateDirectory: files.stateDirectory)
        let store = try SQLiteStore(opening: draftFiles)
        try store.begin()
        do throws(VaultError) {
            let first = try FirstReading(of: store, key: file.state.key, mark: nil)
            let read = try LoadedVault(first, in: store, files: draftFiles, key: file.state.key)
            guard read.mac == file.state.mac else {
                throw VaultError.damaged("the copy is not the file that was verified")
            }
            var transaction = VaultTransaction(on: LoadedVault(copying: read))
            for intent in settled { try transaction.settle(intent: intent) }
            for key in ended { try transaction.removeKey(key) }
            for intent in carried { try transaction.put(intent) }
            try transaction.record(AuditEvent(at: date, action: .restored, detail: reason))
            let (changed, writes) = (transaction.state, transaction.writes)
            changed.seenEpoch = seen
            let rows = try VaultWriter(
                changed, writes, after: SpoolChain(SpoolBase(read.manifest))
            ).sealed(at: date)
            try store.write(rows)
            try changed.requireReadable(rows)
            try store.commit()
            return (changed.manifest, changed.mac)
        } catch {
            store.rollBack()
            throw error
        }
    }
}

/// The names that a restoration works with.
private struct RestorationPlace {
    let target: FilePath
    let draft: FilePath
    private let stamp: String

    init(_ target: FilePath, at date: Date) {
        self.target = target
        let text = date.formatted(.iso8601)
        stamp = text.filter { $0 != "-" && $0 != ":" }
        draft = target.adding(".restoring-\(RecordID.random())")
    }

    func removeDraft() {
        unsafe _ = unlink(draft.cString)
        unsafe _ = unlink(draft.adding("-journal").cString)
    }

    /// Draft and vault change their names at once, so that there is a vault at every moment. Its side files follow the file
    /// that they belong to.
    func exchange() throws(VaultError) -> (kept: FilePath?, hasKeptSpool: Bool) {
        // Empty: SQLite has committed. It would not be found under another name.
        unsafe _ = unlink(draft.adding("-journal").cString)
        let directory = target.parent
        guard unsafe access(target.cString, F_OK) == 0 else {
            do throws(VaultError) {
                try DurableFile.publish(
                    draft, as: target, taken: .vaultExists(path: target.text))
            } catch {
                removeDraft()
                throw error
            }
            return (nil, false)
        }
        let kept = freeName()
        let hasKeptSpool: Bool
        do throws(VaultError) {
            hasKeptSpool = try setAside("-spool", beside: kept, above: SpoolBase.byteCount)
            _ = try setAside("-journal", beside: kept, above: 0)
            try swap(keeping: kept)
        } catch {
            removeDraft()
            throw error
        }
        try DurableFile.syncDirectory(directory)
        return (kept, hasKeptSpool)
    }

    private func swap(keeping kept: FilePath) throws(VaultError) {
        guard try DurableFile.exchange(draft, target) else {
            // Where the file system can't exchange, there is no vault for a moment.
            guard unsafe rename(target.cString, kept.cString) == 0 else {
                throw .system("rename", target)
            }
            guard unsafe rename(draft.cString, target.cString) == 0 else {
                let code = errno
                unsafe rename(kept.cString, target.cString)
                throw .system("rename", draft, code: code)
            }
            return
        }
        // From here on the draft's name leads to the file that was replaced.
        guard unsafe rename(draft.cString, kept.cString) == 0 else {
            throw .storage(
                operation: "rename the replaced file", path: draft.text,
                reason: "the vault is restored, and the file that it replaces is kept there")
        }
    }

    /// Moves a side file that has more than so many bytes, and says whether there was one.
    private func setAside(
        _ suffix: String, beside kept: FilePath, above count: Int
    ) throws(VaultError) -> Bool {
        let path = target.adding(suffix)
        var facts = stat()
        guard unsafe lstat(path.cString, &facts) == 0, Int(facts.st_size) > count else {
            return false
        }
        guard unsafe rename(path.cString, kept.adding(suffix).cString) == 0 else {
            throw .system("rename", path)
        }
        return true
    }

    private func freeName() -> FilePath {
        let base = target.adding(".replaced-\(stamp)")
        var (path, number) = (base, 1)
        while unsafe access(path.cString, F_OK) == 0 {
            number += 1
            path = base.adding("-\(number)")
        }
        return path
    }
}
