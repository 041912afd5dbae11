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
