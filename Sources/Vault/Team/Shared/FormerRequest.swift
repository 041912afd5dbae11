import KernelText
import PostgreSQL
import SecretMemory
import SystemPackage

/// Whom this machine has asked to let in, so that it may ask again: the member's file tells it only to whoever has the password.
///
/// 76 bytes, `<vault id>.asked` in the state directory: "vault/ask/v1" ‖ invitation 16 ‖ member id 16 ‖ H(member's file) 32.
struct FormerRequest: Hashable {
    private static let magic = Array("vault/ask/v1".utf8)
    private static let byteCount = magic.count + 64

    let invitation: RecordID
    let member: RecordID
    let fileDigest: [UInt8]

    init(_ request: JoinRequest, _ file: MemberFile) {
        (invitation, member) = (request.invitation, request.member)
        fileDigest = BLAKE2b.digest(of: file.bytes)
    }

    private init(reading bytes: [UInt8]) throws(VaultError) {
        var reader = try ByteReader(
            bytes, of: Self.byteCount, after: Self.magic,
            else: "the note of a request to join is none")
        (invitation, member) = (try reader.id(), try reader.id())
        fileDigest = Array(try reader.take(32))
    }

    static func read(at place: TeamPlace, of vaultID: RecordID) throws(VaultError) -> Self? {
        let path = path(place, vaultID)
        guard let bytes = try DurableFile.read(path, limit: byteCount + 1) else { return nil }
        return try TeamFile.request.reading(path) { () throws(VaultError) in
            try FormerRequest(reading: bytes)
        }
    }

    func write(at place: TeamPlace, of vaultID: RecordID) throws(VaultError) {
        try FileChecks.makePrivateDirectory(place.stateDirectory)
        try DurableFile.replace(
            Self.path(place, vaultID),
            with: Self.magic + invitation.bytes + member.bytes + fileDigest)
    }

    private static func path(_ place: TeamPlace, _ vaultID: RecordID) -> FilePath {
        place.stateDirectory.appending("\(vaultID).asked")
    }

    /// The member's file that a new one may take the place of: of somebody whom the team has never admitted, or has removed.
    ///
    /// - Throws: ``VaultError/fileExists(path:)`` for any other one, ``TeamError/alreadyAsked`` where the former request is
    ///   by the same invitation and still waits: an admin could not tell the two.
    func replaceableFile(
        _ bytes: [UInt8], by invitation: Invitation, in roster: Roster, at path: FilePath,
        on connection: DatabaseConnection
    ) throws(VaultError) -> [UInt8] {
        guard fileDigest == BLAKE2b.digest(of: bytes) else { throw .fileExists(path: path.text) }
        if roster.former[member] != nil { return bytes }
        guard !roster.usedIDs.contains(member) else { throw .fileExists(path: path.text) }
        guard self.invitation == invitation.id else { return bytes }
        let waiting = try connection.answer(
            DatabaseStatement(
                "SELECT 1 FROM osc_vault.request WHERE invite = $1 AND member = $2",
                [.bytes(invitation.id.bytes), .bytes(member.bytes)]))
        guard waiting.count > 0 else { return bytes }
        throw .team(.alreadyAsked)
    }
}
