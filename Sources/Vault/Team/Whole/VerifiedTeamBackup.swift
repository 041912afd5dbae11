package import FoundationEssentials
import PostgreSQL
package import SystemPackage

/// A team's backup of which every record is as a member has written it.
package struct VerifiedTeamBackup {
    package let path: FilePath
    let content: TeamContent
    let state: LoadedVault
    /// How many events the vault's own log has.
    package let eventCount: Int

    package var vaultID: RecordID { state.key.vaultID }
    package var epoch: UInt64 { state.manifest.epoch }
    package var head: TeamHead { TeamHead(epoch: epoch, head: content.history.head) }
    package var writtenAt: Date { Date(timeIntervalSince1970: Double(state.manifest.time)) }
    package var contents: VaultContents { VaultContents(state) }
    package var members: [Member] { content.history.roster.all }

    /// Whether this machine has seen the vault at a later epoch: then that can be put back afterwards, from its copy.
    package func isOlderThanSeen(at place: TeamPlace) throws(VaultError) -> UInt64? {
        guard let mark = try TeamMark.read(of: vaultID, in: place.stateDirectory),
            mark.point.epoch > epoch
        else { return nil }
        return mark.point.epoch
    }

    /// Brings the vault back in an empty database, as it was signed: no statement is signed anew.
    ///
    /// - Throws: ``TeamError/vaultExists``; ``TeamError/otherVault`` if this address has shown this machine another vault.
    package func restore(to place: TeamPlace) throws(VaultError) {
        let pin = TeamPin(vaultID: vaultID, founding: content.history.roster.founding)
        if let old = try TeamPin.read(for: place), old != pin { throw .team(.otherVault) }
        guard var write = TeamWrite(putting: content, upon: .empty),
            let point = content.history.point
        else { throw .team(.noVault) }
        write.create(vaultID)
        let connection = try DatabaseConnection.opened(place)
        try TeamVault.requireEmpty(connection)
        try Durability.begin(on: connection)
        do throws(VaultError) {
            try TeamCommit(write: write, place: place).run(on: connection) { _ in }
        } catch { throw error == .team(.overtaken) ? .team(.vaultExists) : error }
        try FileChecks.makePrivateDirectory(place.stateDirectory)
        try pin.write(for: place)
        try TeamMark(vaultID: vaultID, point: point).raise(in: place.stateDirectory)
    }
}
