/// An entry's fields, as TLVs: number 1, time 2, author 3, kind 4, and from 5 on what its kind has.
extension RosterEntry {
    private enum Field {
        static let number: UInt16 = 1
        static let time: UInt16 = 2
        static let author: UInt16 = 3
        static let kind: UInt16 = 4
        static let id: UInt16 = 5
        static let name: UInt16 = 6
        static let role: UInt16 = 7
        static let keys: UInt16 = 8
        static let expires: UInt16 = 9
        static let inviteKey: UInt16 = 10
        static let pin: UInt16 = 11
        static let member: UInt16 = 12
        static let keyEpoch: UInt16 = 13
        static let keyID: UInt16 = 14
        static let head: UInt16 = 15
    }

    private enum Kind: UInt8 {
        case found = 1
        case invite = 2
        case cancel = 3
        case admit = 4
        case role = 5
        case remove = 6
        case rekey = 7
        case accept = 8
    }

    var bytes: [UInt8] {
        var writer = TLVWriter()
        writer.put(Field.number, number: number)
        writer.put(Field.time, number: time)
        writer.put(Field.author, author)
        writer.put(Field.kind, number: kind.rawValue)
        switch change {
        case .found(let founding):
            writer.put(Field.id, founding.recovery?.id)
            writer.put(Field.name, founding.name.description)
            let keys = founding.keys.bytes + (founding.recovery?.keys.bytes ?? [])
            writer.put(Field.keys, keys)
            writer.put(Field.keyID, founding.keyID)
        case .invite(let invitation):
            writer.put(Field.id, invitation.id)
            writer.put(Field.name, invitation.name.description)
            writer.put(Field.role, number: invitation.role.rawValue)
            writer.put(Field.expires, number: invitation.expires)
            writer.put(Field.inviteKey, invitation.key)
            writer.put(Field.pin, invitation.pin)
        case .cancel(let invitation): writer.put(Field.id, invitation)
        case .admit(let invitation, let member, let keys):
            writer.put(Field.id, invitation)
            writer.put(Field.keys, keys.bytes)
            writer.put(Field.member, member)
        case .role(let member, let role):
            writer.put(Field.role, number: role.rawValue)
            writer.put(Field.member, member)
        case .remove(let member): writer.put(Field.member, member)
        case .rekey(let epoch, let keyID):
            writer.put(Field.keyEpoch, number: epoch)
            writer.put(Field.keyID, keyID)
        case .accept(let head): writer.put(Field.head, head)
        }
        return writer.bytes
    }

    private var kind: Kind {
        switch change {
        case .found: .found
        case .invite: .invite
        case .cancel: .cancel
        case .admit: .admit
        case .role: .role
        case .remove: .remove
        case .rekey: .rekey
        case .accept: .accept
        }
    }

    /// - Throws: ``VaultError/damaged(_:)`` for what no version of this program writes.
    init(reading bytes: ArraySlice<UInt8>) throws(VaultError) {
        let reader = try TLVReader(bytes, known: 1...15)
        number = try reader.required(reader.number(Field.number))
        time = try reader.required(reader.number(Field.time))
        author = try reader.required(reader.id(Field.author))
        let kind = try reader.required(reader.number(Field.kind).flatMap(Kind.init))
        change = try Self.change(kind, reader, by: author)
        // What a kind has no field for is not there: two entries never have the same meaning.
        guard self.bytes.elementsEqual(bytes) else { throw TLVReader.wrongField }
    }

    private static func change(
        _ kind: Kind, _ reader: borrowing TLVReader, by author: RecordID
    ) throws(VaultError) -> Change {
        switch kind {
        case .found: return .found(try founding(reader, by: author))
        case .invite:
            return .invite(
                Invitation(
                    id: try reader.required(reader.id(Field.id)), name: try reader.name(Field.name),
                    role: try role(reader),
                    expires: try reader.required(reader.number(Field.expires)),
                    key: try reader.exactly(32, Field.inviteKey),
                    pin: try reader.exactly(32, Field.pin)))
        case .cancel: return .cancel(invitation: try reader.required(reader.id(Field.id)))
        case .admit:
            return .admit(
                invitation: try reader.required(reader.id(Field.id)),
                member: try reader.required(reader.id(Field.member)),
                keys: try reader.required(
                    MemberPublicKeys(reader.exactly(MemberPublicKeys.byteCount, Field.keys))))
        case .role:
            return .role(
                member: try reader.required(reader.id(Field.member)), try role(reader))
        case .remove: return .remove(member: try reader.required(reader.id(Field.member)))
        case .rekey:
            return .rekey(
                epoch: try reader.required(reader.number(Field.keyEpoch)),
                keyID: try reader.exactly(32, Field.keyID))
        case .accept: return .accept(losing: try reader.exactly(32, Field.head))
        }
    }

    private static func founding(
        _ reader: borrowing TLVReader, by author: RecordID
    ) throws(VaultError) -> Founding {
        let keys = Array(try reader.required(reader.bytes(Field.keys)))
        var recovery: Recovery?
        if let id = try reader.id(Field.id) {
            recovery = Recovery(
                id: id,
                keys: try reader.required(
                    MemberPublicKeys(keys.dropFirst(MemberPublicKeys.byteCount))))
        }
        return Founding(
            founder: author, name: try reader.name(Field.name),
            keys: try reader.required(MemberPublicKeys(keys.prefix(MemberPublicKeys.byteCount))),
            recovery: recovery, keyID: try reader.exactly(32, Field.keyID))
    }

    private static func role(_ reader: borrowing TLVReader) throws(VaultError) -> MemberRole {
        try reader.required(reader.number(Field.role).flatMap(MemberRole.init))
    }
}

extension TLVReader {
    /// A field of one length.
    fileprivate func exactly(_ count: Int, _ field: UInt16) throws(VaultError) -> [UInt8] {
        let value = try required(bytes(field))
        guard value.count == count else { throw Self.wrongField }
        return Array(value)
    }
}
