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
        var reader = ByteReader(bytes)
        guard bytes.count == byteCount, try Array(reader.take(magic.count)) == magic else {
            throw .damaged("\(path.text) names no vault")
        }
        return TeamPin(vaultID: try reader.id(), founding: Array(try reader.take(32)))
    }

    /// Keeps it; another one for the same address is refused.
    func write(for place: TeamPlace) throws(VaultError) {
        if let old = try Self.read(for: place) {
            guard old == self else { throw .team(.otherVault) }
            return
        }
        try FileChecks.makePrivateDirectory(place.stateDirectory)
        try DurableFile.replace(
            Self.path(for: place), with: Self.magic + vaultID.bytes + founding)
    }

    private static func path(for place: TeamPlace) -> FilePath {
        let digest = BLAKE2b.digest(of: Array("vault/url/v1".utf8) + place.address.serverBytes)
        let name = RecordID(digest.prefix(16))?.description ?? ""
        return place.stateDirectory.appending("\(name).url")
    }
}

extension DatabaseAddress {
    /// The address without user and settings: they may change, and it is the same database.
    fileprivate var serverBytes: [UInt8] {
        let scheme = text.hasPrefix("postgres://") ? "postgres://" : "postgresql://"
        let rest = text.dropFirst(scheme.count).prefix { $0 != "?" }
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return Array(rest.utf8) }
        return Array(rest[rest.index(after: at)...].utf8)
    }
}
