import RequestSigning
import SecretMemory
import Vault

/// A request as the agent reads it: what may be secret stays in the message, and is named by its place there.
enum ReceivedRequest: ~Copyable {
    case status
    case observe
    case unlock(UnlockRequest)
    case lock
    case watch(ExpiryWatch)
    case watched
    case unlockMember(MemberUnlockRequest)
    case member
    case openSlot(SlotRequest)
    case signStatement(StatementStep)
    case open(BoxPlace, box: Range<Int>)
    case openNoted(SpoolHead, BoxPlace, box: Range<Int>)
    case seal(BoxPlace, content: Range<Int>)
    case attest(Attestation)
    case sign(BoxPlace, box: Range<Int>, StringToSign)
    /// So many operations, which are read one by one.
    case batch(count: Int, FrameReader)
}

/// Where a box stands, and as what. The context is composed here: the format has one for a box of a type.
struct BoxPlace {
    let context: SealingContext
    let type: UInt16
}

extension ReceivedRequest {
    /// The id of the key that a message wants to use; `nil` if it uses none.
    static func keyID(in frame: RawSpan) throws(MalformedMessage) -> [UInt8]? {
        var reader = FrameReader(frame, from: Frame.headerCount - 1)
        guard try reader.u8(frame) >= RequestCode.firstUse else { return nil }
        return try reader.take(AgentRequest.keyIDCount, frame)
    }

    /// Reads a whole frame of this version.
    static func read(_ frame: RawSpan) throws(MalformedMessage) -> ReceivedRequest {
        var reader = FrameReader(frame, from: Frame.headerCount - 1)
        guard let code = RequestCode(rawValue: try reader.u8(frame)) else {
            throw MalformedMessage()
        }
        if code.rawValue >= RequestCode.firstUse {
            _ = try reader.place(AgentRequest.keyIDCount)
        }
        switch code {
        case .status:
            // A program from before the levels names none.
            if reader.remaining > 0, try reader.u8(frame) > AgentRequest.level {
                throw MalformedMessage()
            }
            try reader.finish()
            return .status
        case .lock:
            try reader.finish()
            return .lock
        case .observe:
            try reader.finish()
            return .observe
        case .watch: return .watch(try ExpiryWatch(&reader, frame))
        case .watched:
            try reader.finish()
            return .watched
        case .unlock: return .unlock(try UnlockRequest.read(&reader, frame))
        case .unlockMember: return .unlockMember(try MemberUnlockRequest.read(&reader, frame))
        case .member:
            try reader.finish()
            return .member
        case .openSlot: return .openSlot(try SlotRequest(&reader, frame))
        case .signStatement: return .signStatement(try StatementStep(&reader, frame))
        case .open:
            return .open(try reader.place(frame), box: try reader.place(reader.remaining))
        case .openNoted:
            guard let head = SpoolHead(try reader.take(SpoolHead.byteCount, frame)) else {
                throw MalformedMessage()
            }
            return .openNoted(
                head, try reader.secretPlace(frame), box: try reader.place(reader.remaining))
        case .seal:
            return .seal(try reader.place(frame), content: try reader.place(reader.remaining))
        case .attest: return .attest(try reader.attestation(frame, count: nil))
        case .sign: return try signing(&reader, frame)
        case .batch: return .batch(count: try Int(reader.u16(frame)), reader)
        }
    }

    private static func signing(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> ReceivedRequest {
        let place = try reader.secretPlace(frame)
        let box = try reader.place(Int(reader.u16(frame)))
        let words = try reader.take(reader.remaining, frame)
        guard let text = StringToSign(parsing: String(decoding: words, as: UTF8.self)) else {
            throw MalformedMessage()
        }
        return .sign(place, box: box, text)
    }
}

extension UnlockRequest {
    fileprivate static func read(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> UnlockRequest {
        let lifetime = Lifetime(idle: try reader.u32(frame), total: try reader.u32(frame))
        guard lifetime.isSensible else { throw MalformedMessage() }
        guard let kind = Kind(rawValue: try reader.u8(frame)) else { throw MalformedMessage() }
        let secret = try reader.secret(Int(reader.u16(frame)), frame)
        guard let manifest = ManifestRow(try reader.take(ManifestRow.byteCount, frame)) else {
            throw MalformedMessage()
        }
        let slots = try reader.take(reader.remaining, frame)
        return UnlockRequest(
            kind, secret, slots: slots, manifest: manifest, lifetime: lifetime)
    }
}

extension FrameReader {
    mutating func place(_ frame: RawSpan) throws(MalformedMessage) -> BoxPlace {
        let (type, id, generation) = (try u16(frame), try id(frame), try u64(frame))
        guard let context = SealingContext(type: type, id: id, generation: generation) else {
            throw MalformedMessage()
        }
        return BoxPlace(context: context, type: type)
    }

    /// The place of a key's secret: nothing else signs, and no event is noted for anything else.
    fileprivate mutating func secretPlace(_ frame: RawSpan) throws(MalformedMessage) -> BoxPlace {
        let place = try place(frame)
        guard place.context.table == .secret else { throw MalformedMessage() }
        return place
    }

    /// - Parameter count: how many bytes follow the code; `nil` for all that there are.
    mutating func attestation(
        _ frame: RawSpan, count: Int?
    ) throws(MalformedMessage) -> Attestation {
        let code = try u8(frame)
        let payload = try take(count ?? remaining, frame)
        guard let attestation = Attestation(code: code, payload: payload) else {
            throw MalformedMessage()
        }
        return attestation
    }
}
