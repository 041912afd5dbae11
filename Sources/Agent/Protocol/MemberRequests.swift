package import SecretMemory
package import Vault

/// What opens a member's file, and for how long its keys may be used.
package struct MemberUnlockRequest: ~Copyable {
    let password: SecretBytes
    let file: MemberFile
    let lifetime: Lifetime

    package init(
        _ password: consuming SecretBytes, opening file: MemberFile, lifetime: Lifetime
    ) {
        self.password = password
        (self.file, self.lifetime) = (file, lifetime)
    }
}

/// A member's slot, and what the roster says of the key in it.
package struct SlotRequest: Hashable, Sendable {
    let vaultID: RecordID
    let slot: MemberSlot
    let keyID: [UInt8]
}

/// Who a member is whose keys the agent holds; nothing of it is secret.
package struct HeldMember: Hashable, Sendable {
    package let vaultID: RecordID
    package let member: RecordID
    /// The head of the roster's first entry.
    package let founding: [UInt8]
    package let keys: MemberPublicKeys
    /// The digest of the member's file that was opened.
    let file: [UInt8]

    init(_ identity: InMemoryIdentity, file: [UInt8]) {
        self.file = file
        (vaultID, member) = (identity.vaultID, identity.member)
        (founding, keys) = (identity.founding, identity.publicKeys)
    }

    init(reading bytes: [UInt8]) throws(MalformedMessage) {
        let span = unsafe bytes.span.bytes
        var reader = FrameReader(span)
        (vaultID, member) = (try reader.id(span), try reader.id(span))
        founding = try reader.take(32, span)
        guard
            let keys = MemberPublicKeys(try reader.take(MemberPublicKeys.byteCount, span))
        else { throw MalformedMessage() }
        self.keys = keys
        file = try reader.take(32, span)
        try reader.finish()
    }

    /// vault id 16 ‖ member id 16 ‖ founding 32 ‖ Ed25519 32 ‖ X25519 32 ‖ digest of the file 32.
    var bytes: [UInt8] { vaultID.bytes + member.bytes + founding + keys.bytes + file }

    /// Whether it is that file which was opened, and no other member's of the vault.
    package func isOf(_ file: MemberFile) -> Bool {
        vaultID == file.vaultID && self.file == BLAKE2b.digest(of: file.bytes)
    }
}

// MARK: - As they travel

extension MemberUnlockRequest {
    /// idle u32 ‖ total u32 ‖ length u16 ‖ password ‖ the member's file.
    var byteCount: Int { 10 + password.count + MemberFile.byteCount }

    borrowing func append(to output: inout OutputRawSpan) {
        output.append(lifetime.idle)
        output.append(lifetime.total)
        output.append(UInt16(truncatingIfNeeded: password.count))
        password.withBytes { output.append(contentsOf: $0) }
        output.append(file.bytes)
    }

    static func read(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> MemberUnlockRequest {
        let lifetime = Lifetime(idle: try reader.u32(frame), total: try reader.u32(frame))
        guard lifetime.isSensible else { throw MalformedMessage() }
        let password = try reader.secret(Int(reader.u16(frame)), frame)
        let bytes = try reader.take(reader.remaining, frame)
        guard let file = try? MemberFile(reading: bytes) else { throw MalformedMessage() }
        return MemberUnlockRequest(password, opening: file, lifetime: lifetime)
    }
}

extension SlotRequest {
    /// vault id 16 ‖ member id 16 ‖ key epoch u64 ‖ key id 32 ‖ box 120.
    static let byteCount =
        2 * RecordID.byteCount + 8 + AgentRequest.keyIDCount + MemberSlot.byteCount

    func append(to output: inout OutputRawSpan) {
        output.append(vaultID.bytes)
        output.append(slot.member.bytes)
        output.append(slot.keyEpoch)
        output.append(keyID)
        output.append(slot.box)
    }

    init(_ reader: inout FrameReader, _ frame: RawSpan) throws(MalformedMessage) {
        vaultID = try reader.id(frame)
        let (member, epoch) = (try reader.id(frame), try reader.u64(frame))
        keyID = try reader.take(AgentRequest.keyIDCount, frame)
        slot = MemberSlot(
            member: member, keyEpoch: epoch, box: try reader.take(MemberSlot.byteCount, frame))
        try reader.finish()
    }
}

extension StatementStep {
    /// length of the body before u32, 0 for none ‖ that body and its signature 64, unless there is none ‖ the new body.
    var byteCount: Int {
        4 + (previous.map { $0.body.count + $0.signature.count } ?? 0) + body.count
    }

    func append(to output: inout OutputRawSpan) {
        output.append(UInt32(truncatingIfNeeded: previous?.body.count ?? 0))
        if let previous { output.append(previous.body + previous.signature) }
        output.append(body)
    }

    init(_ reader: inout FrameReader, _ frame: RawSpan) throws(MalformedMessage) {
        let count = try Int(reader.u32(frame))
        var previous: SignedStatement?
        if count > 0 {
            previous = SignedStatement(
                body: try reader.take(count, frame),
                signature: try reader.take(SignedStatement.signatureCount, frame))
        }
        self.init(after: previous, body: try reader.take(reader.remaining, frame))
    }
}
