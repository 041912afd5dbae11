import KernelText
import PostgreSQL
import SecretMemory
import SystemPackage

/// Which vault a database has shown to this machine, as `known_hosts` has it of hosts: it shows no other afterwards.
///
/// 60 bytes, `<first 16 bytes of H("vault/url/v1" ‖ address) in hexadecimal>.url`: "vault/pin/v1" ‖ vault id 16 ‖ head of the
/// roster's first entry 32.
struct TeamPin: Hashable, Sendable {
    private static let magic = Array("vault/pin/v1".utf8)
    private static let byteCount = magic.count + 48

    let vaultID: RecordID
    let founding: [UInt8]

    static func read(for place: TeamPlace) throws(VaultError) -> TeamPin? {
        let path = path(for: place)
        guard let bytes = try DurableFile.read(path, limit: byteCount + 1) else { return nil }
        var reader = try ByteReader(
            bytes, of: byteCount, after: magic, else: "\(path.text) names no vault")
        return TeamPin(vaultID: try reader.id(), founding: Array(try reader.take(32)))
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
        let path = path(for: place)
        guard let pin else { return try LandingFile.remove(path) }
        try DurableFile.replace(path, with: magic + pin.vaultID.bytes + pin.founding)
    }

    private static func path(for place: TeamPlace) -> FilePath {
        let digest = BLAKE2b.digest(of: Array("vault/url/v1".utf8) + place.address.serverBytes)
        let name = RecordID(digest.prefix(16))?.description ?? ""
        return place.stateDirectory.appending("\(name).url")
    }
}

extension DatabaseAddress {
    /// libpq's words that say which database it is; all others may change, and it is the same one.
    private static let placeWords = ["dbname", "host", "hostaddr", "port", "service"]

    /// The address without user and settings.
    fileprivate var serverBytes: [UInt8] {
        let scheme = text.hasPrefix("postgres://") ? "postgres://" : "postgresql://"
        let parts = text.dropFirst(scheme.count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts[0]
        let authority = rest.prefix { $0 != "/" }
        let server = authority.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        let words = (parts.count > 1 ? parts[1].split(separator: "&") : []).filter { word in
            Self.placeWords.contains { word.hasPrefix("\($0)=") }
        }
        return Array("\(server)?\(words.sorted().joined(separator: "&"))".utf8)
    }
}
