package import FoundationEssentials
import KernelText
package import PostgreSQL
package import SystemPackage

/// Where a team's vault is, and where this machine keeps what it has of it.
package struct TeamPlace: Hashable, Sendable {
    package let address: DatabaseAddress
    /// Marks, pins, the replica, landing files; and the member's file, unless another one is named.
    package let stateDirectory: FilePath
    /// Another member's file than the one in the state directory.
    package let memberFile: FilePath?
    package var reach: Reach
    /// By the clock of whoever asks; seconds since 1970.
    package let now: UInt64
    /// How long to wait for other commands on this machine.
    package let patienceSeconds: Int

    /// When the replica is read in the server's place.
    package enum Reach: Hashable, Sendable {
        /// Where the server can't be reached, for so many seconds after it was reached last.
        case replica(mostSeconds: UInt64)
        /// Asked for: the server is not looked for, however old the replica is.
        case offline
    }

    /// Seven days.
    package static let usualAge: UInt64 = 7 * 86_400

    package init(
        _ address: DatabaseAddress, stateDirectory: FilePath, memberFile: FilePath? = nil,
        reach: Reach = .replica(mostSeconds: usualAge), at date: Date, patienceSeconds: Int = 10
    ) {
        now = date.manifestTime
        (self.address, self.stateDirectory) = (address, stateDirectory)
        (self.memberFile, self.reach) = (memberFile, reach)
        self.patienceSeconds = patienceSeconds
    }

    /// The same without the server.
    package var offline: TeamPlace {
        var place = self
        place.reach = .offline
        return place
    }

    /// The replica in the vault's place: beside it stand its lock, its landing files and its spool.
    func files(of vaultID: RecordID) -> VaultFiles {
        VaultFiles(
            database: stateDirectory.appending("\(vaultID).replica"),
            stateDirectory: stateDirectory, patienceSeconds: patienceSeconds)
    }

    /// Held while marks are raised, and while the replica gets another file.
    func lockPath(of vaultID: RecordID) -> FilePath {
        stateDirectory.appending("\(vaultID).team-lock")
    }

    func memberPath(of vaultID: RecordID) -> FilePath {
        stateDirectory.appending("\(vaultID).member")
    }
}

/// When the server was reached last: eight bytes, `<vault id>.reached`.
extension TeamPlace {
    private func reachedPath(_ vaultID: RecordID) -> FilePath {
        stateDirectory.appending("\(vaultID).reached")
    }

    /// So many seconds later it is noted again: commands in a row write it once, and the copy is called older by no more than that.
    private static let leastStep: UInt64 = 60

    func noteReached(_ vaultID: RecordID) throws(VaultError) {
        if let then = try lastReached(vaultID), then <= now, now - then < Self.leastStep { return }
        var writer = ByteWriter()
        writer.append(now)
        try PrivateFile.ensure(reachedPath(vaultID), holds: writer.bytes)
    }

    /// How long ago that was, in seconds; `nil` if it never was.
    func age(of vaultID: RecordID) throws(VaultError) -> UInt64? {
        try lastReached(vaultID).map { now > $0 ? now - $0 : 0 }
    }

    private func lastReached(_ vaultID: RecordID) throws(VaultError) -> UInt64? {
        guard let bytes = try DurableFile.read(reachedPath(vaultID), limit: 9), bytes.count == 8
        else { return nil }
        var reader = ByteReader(bytes)
        return try reader.u64()
    }
}
