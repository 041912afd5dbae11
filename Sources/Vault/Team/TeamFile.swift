import KernelText
import SystemPackage

/// The small files that a machine keeps of a team's vault.
package enum TeamFile: Hashable, Sendable {
    /// How far this machine has seen the vault.
    case mark
    /// How far the member's own events have come.
    case eventMark
    /// Which vault a database has shown.
    case pin
    /// Whom this machine has asked to let in.
    case request
    /// The member's keys.
    case member
    /// What the member has noted while the server was away.
    case waiting

    /// The content of a small file of a fixed length that ``replace(_:with:)`` has written, as `read` makes it out; `nil` where
    /// there is no file.
    ///
    /// - Parameter count: how many bytes the content has, without the ``DigestTrailer``.
    /// - Throws: ``TeamError/damagedFile(_:path:)``.
    func content<Content>(
        of path: FilePath, count: Int, _ read: ([UInt8]) throws(VaultError) -> Content
    ) throws(VaultError) -> Content? {
        let limit = count + DigestTrailer.byteCount + 1
        guard let bytes = try DurableFile.read(path, limit: limit) else { return nil }
        return try reading(path) { () throws(VaultError) in
            try read(DigestTrailer.removed(from: bytes, leaving: count))
        }
    }

    /// Puts the content with its ``DigestTrailer`` in the place of whatever is there.
    static func replace(_ path: FilePath, with content: [UInt8]) throws(VaultError) {
        try DurableFile.replace(path, with: DigestTrailer.appended(to: content))
    }

    /// What a file holds; one that holds something else is named, so that a person can look at it.
    ///
    /// - Parameter path: where the bytes come from.
    /// - Throws: ``TeamError/damagedFile(_:path:)``.
    func reading<Content>(
        _ path: FilePath, _ read: () throws(VaultError) -> Content
    ) throws(VaultError) -> Content {
        do throws(VaultError) { return try read() } catch {
            guard case .damaged = error else { throw error }
            throw .team(.damagedFile(self, path: path.text))
        }
    }
}
