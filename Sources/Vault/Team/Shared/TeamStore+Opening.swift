import KernelText
import SystemPackage

/// Opening a team's vault on this machine: with its copy, or with another one where that is damaged.
extension TeamStore {
    /// The copy is a cache. Where it may be what is wrong, everything is fetched once more beside it, and takes its place if it is
    /// whole: a server that lies, or does not answer, spoils none.
    static func opened(_ access: TeamAccess) throws(VaultError) -> TeamStore {
        let store: TeamStore
        do throws(VaultError) { store = try current(access) } catch {
            guard error.mayBeOfTheCopy else { throw error }
            store = try rebuilt(access)
        }
        try store.tellEvents()
        return store
    }

    /// With a copy that was fetched anew as a whole.
    static func rebuilt(_ access: TeamAccess) throws(VaultError) -> TeamStore {
        let draft = try ReplicaDraft(beside: access)
        // Closed before it is put in its place.
        do { _ = try TeamStore(access, in: draft.files) }
        try draft.publish()
        let store = try current(access)
        store.warnings.append(.copyFetchedAnew)
        return store
    }

    private static func current(_ access: TeamAccess) throws(VaultError) -> TeamStore {
        try TeamStore(access, in: access.place.files(of: access.identity.vaultID))
    }
}

extension VaultError {
    /// Whether a damaged copy on this machine may be the reason; the server may be it, too.
    fileprivate var mayBeOfTheCopy: Bool {
        switch self {
        case .damaged, .newerFormat, .team(.history), .team(.roster), .team(.rows), .team(.forked):
            true
        default: false
        }
    }
}

/// A replica that is made anew; until it is published, nobody else knows of it.
struct ReplicaDraft: ~Copyable {
    let files: VaultFiles
    private let target: VaultFiles
    private let lock: FilePath

    init(beside access: TeamAccess) throws(VaultError) {
        let (place, vaultID) = (access.place, access.identity.vaultID)
        target = place.files(of: vaultID)
        lock = place.lockPath(of: vaultID)
        files = VaultFiles(
            database: target.directory.appending(".new-\(RecordID.random())"),
            stateDirectory: target.stateDirectory, patienceSeconds: target.patienceSeconds)
    }

    /// Puts it in the replica's place. The journal of that one goes first: SQLite would take it for the new one's.
    func publish() throws(VaultError) {
        let held = try TeamLock(lock)
        defer { _ = held }
        try LandingFile.remove(SideFiles.journal(of: target.database))
        try DurableFile.rename(files.database, to: target.database)
    }

    deinit {
        try? LandingFile.remove(files.database)
        try? LandingFile.remove(SideFiles.journal(of: files.database))
    }
}
