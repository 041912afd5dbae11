package import SecretMemory

/// 32 random bytes that an admin gives to whom a place in the team is offered, by word of mouth or on paper.
///
/// The code opens nothing. It shows that a request to join comes from whoever was given it, and it shows the one who joins that
/// this is the team that has invited him: no server can show him another.
package struct InviteCode: ~Copyable {
    private static let written = WrittenCode(domain: "vault/invite/check/v1")

    private let bytes: SecretBytes

    init(bytes: consuming SecretBytes) { self.bytes = bytes }

    package static func random() -> InviteCode {
        InviteCode(bytes: SecretBytes(randomCount: WrittenCode.byteCount))
    }

    /// The text to show once.
    package var text: SecretBytes { Self.written.text(of: bytes) }

    /// Reads the text form; case, spaces and dashes do not matter.
    package init(parsing text: borrowing SecretBytes) throws(VaultError) {
        bytes = try Self.written.parse(text)
    }

    /// The pair that signs the request to join: of seed B(code, "vault/invite/sign/v1"), B being BLAKE2b-256 under a key.
    var signingKey: SigningKey {
        SigningKey(seed: derived("vault/invite/sign/v1"))
    }

    /// B(B(code, "vault/invite/pin/v1"), vault id 16 ‖ head of the first entry 32 ‖ count of entries u64 ‖ head 32), of the
    /// roster before the invitation.
    func pin(of roster: Roster) -> [UInt8] {
        pin(of: roster.vaultID, founding: roster.founding, count: roster.count, head: roster.head)
    }

    func pin(of vaultID: RecordID, founding: [UInt8], count: UInt64, head: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(vaultID.bytes)
        writer.append(founding)
        writer.append(count)
        writer.append(head)
        return unsafe BLAKE2b.mac(
            of: writer.bytes.span.bytes, key: derived("vault/invite/pin/v1"))
    }

    private func derived(_ purpose: StaticString) -> SecretBytes {
        let purpose = Array(purpose.description.utf8)
        return BLAKE2b.keyedDigest(of: purpose, key: bytes)
    }

    /// An offer of a place in the team, for whoever has the code.
    package func invitation(
        to name: EntryName, as role: MemberRole, until expires: UInt64, in roster: Roster
    ) -> Invitation {
        Invitation(
            id: .random(), name: name, role: role, expires: expires, key: signingKey.publicKey,
            pin: pin(of: roster))
    }
}
