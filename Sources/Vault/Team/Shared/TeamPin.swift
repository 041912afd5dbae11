import KernelText
import PostgreSQL
import SecretMemory
import SystemPackage

/// Which vault a database has shown to this machine, as `known_hosts` has it of hosts: it shows no other afterwards.
///
/// 60 bytes, `<first 16 bytes of H("vault/url/v1" ‖ place) in hexadecimal>.url`: "vault/pin/v1" ‖ vault id 16 ‖ head of the
/// roster's first entry 32. A ``DigestTrailer`` follows. The place is what tells the database from others
/// (``PostgreSQL/DatabaseAddress/place()``).
struct TeamPin: Hashable, Sendable {
    private static let magic = Array("vault/pin/v1".utf8)
    private static let byteCount = magic.count + 48

    let vaultID: RecordID
    let founding: [UInt8]

    static func read(for place: TeamPlace) throws(VaultError) -> TeamPin? {
        let path = try path(for: place)
        return try TeamFile.pin.content(of: path, count: byteCount) { bytes throws(VaultError) in
            var reader = try ByteReader(
                bytes, of: byteCount, after: magic, else: "it names no vault")
            return TeamPin(vaultID: try reader.id(), founding: Array(try reader.take(32)))
        }
    }

    /// Keeps it; another one for the same address is refused.
    func write(for place: TeamPlace) throws(VaultError) {
        if let old = try Self.read(for: place) {
            guard old == self else { throw .team(.otherVault) }
            return
        }
        try FileChecks.makePrivateDirectory(place.stateDirectory)
        try Self.put(self, for: place)
    }

    /// Puts it in the place of whatever is there; `nil` leaves none.
    static func put(_ pin: TeamPin?, for place: TeamPlace) throws(VaultError) {
        let path = try path(for: place)
        guard let pin else { return try LandingFile.remove(path) }
        try TeamFile.replace(path, with: magic + pin.vaultID.bytes + pin.founding)
    }

    fileprivate static func path(for place: TeamPlace) throws(VaultError) -> FilePath {
        let server: String
        do throws(DatabaseError) { server = try place.address.place() } catch {
            throw VaultError(error)
        }
        let digest = BLAKE2b.digest(of: Array("vault/url/v1\(server)".utf8))
        let name = RecordID(digest.prefix(16))?.description ?? ""
        return place.stateDirectory.appending("\(name).url")
    }
}

extension TeamPlace {
    /// A server that shows no vault, or has no such database, and has shown one to this machine.
    func told(_ error: VaultError) -> VaultError {
        guard case .team(let missing) = error, missing.isAboutNothing,
            let pin = (try? TeamPin.read(for: self)) ?? nil,
            let path = try? TeamPin.path(for: self)
        else { return error }
        guard case .noDatabase(let reason) = missing else {
            return .team(.vaultGone(pin.vaultID, pin: path.text))
        }
        return .team(.databaseGone(pin.vaultID, pin: path.text, reason))
    }
}

extension TeamError {
    /// Whether the server has nothing where a vault may have been.
    fileprivate var isAboutNothing: Bool {
        switch self {
        case .noVault, .noDatabase: true
        default: false
        }
    }
}
