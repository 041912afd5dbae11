import Glibc
import KernelText
package import SystemPackage

/// A landing file that a command left behind.
package struct Landing: Sendable {
    package let intent: RecordID
    package let path: FilePath
    package let content: Content

    package enum Content: Sendable {
        /// It is not looked into: another owner's, with another mode, or not to be read. A secret may be in it.
        case unusable(VaultError)
        /// Something stands in it and no key opens: it was changed, cut off, or written by another vault or for
        /// another creation. A secret may have been in it. The text says what is wrong, as the rest of a sentence
        /// about the file.
        case damaged(String)
        /// Nothing has landed: all its bytes are zero.
        case blank
        case key(SealedKey)
        /// The secret was brought to this directory.
        case elsewhere(FilePath)
    }

    /// The key that has landed; `nil` if none has.
    package var key: SealedKey? { if case .key(let key) = content { key } else { nil } }
}

extension UnlockedVault {
    /// The landing files beside the vault, or in a directory that a secret was brought to. One that can't be used
    /// says nothing about the others.
    package borrowing func landings(in place: FilePath? = nil) throws(VaultError) -> [Landing] {
        let directory = place ?? files.directory
        var landings: [Landing] = []
        for intent in try landedIntents(in: directory) {
            landings.append(try landing(of: intent, in: directory))
        }
        return landings
    }

    /// The intents that the landing files are named after, in the order of the names.
    private borrowing func landedIntents(
        in directory: FilePath
    ) throws(VaultError) -> [RecordID] {
        guard var names = DirectoryNames(directory) else {
            throw .storage(
                operation: "list", path: directory.text, reason: "it can't be read")
        }
        var found: [String] = []
        while let name = names.next() {
            if let id = name.dropping(CText(LandingFile.prefix)) { found.append(id.text) }
        }
        return found.sorted().compactMap { RecordID(hexadecimal: $0) }
    }

    /// Those that may hold a secret which the vault has not: all but the blank ones, and but those that no key opens and no
    /// creation of this vault's has reserved. Anybody may have put such a file there.
    package borrowing func landedSecrets() throws(VaultError) -> [Landing] {
        var landed: [Landing] = []
        for landing in try landings() {
            switch landing.content {
            case .blank: continue
            case .damaged where state.intents[landing.intent] == nil: continue
            case .damaged, .unusable, .key, .elsewhere: landed.append(landing)
            }
        }
        return landed
    }

    /// Removes a landing file whose key is in the vault, or that holds none.
    package borrowing func discard(_ landing: Landing) throws(VaultError) {
        // What can't be overwritten is removed all the same.
        var failure: VaultError?
        do { try DurableFile.overwrite(landing.path, count: LandingFile.byteCount) } catch {
            failure = error
        }
        try LandingFile.remove(landing.path)
        if let failure { throw failure }
    }

    /// The same for an intent's landing file beside the vault, if there is one.
    package borrowing func discardLanding(of intent: RecordID) throws(VaultError) {
        let path = LandingFile.path(for: intent, in: files.directory)
        guard unsafe access(path.cString, F_OK) == 0 else { return }
        try discard(Landing(intent: intent, path: path, content: .blank))
    }

    private borrowing func landing(
        of intent: RecordID, in directory: FilePath
    ) throws(VaultError) -> Landing {
        let path = LandingFile.path(for: intent, in: directory)
        do {
            try FileChecks.check(path, kind: .file, missing: .noVault(path: path.text))
            let bytes = try DurableFile.read(path, limit: LandingFile.byteCount) ?? []
            return Landing(
                intent: intent, path: path,
                content: try content(of: bytes, intent: intent))
        } catch {
            if case .keyUnavailable = error { throw error }
            return Landing(intent: intent, path: path, content: .unusable(error))
        }
    }
}
