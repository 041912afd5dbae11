import RequestSigning
import SecretMemory
import Vault

/// A request as the agent reads it: what may be secret stays in the message, and is named by its place there.
enum ReceivedRequest: ~Copyable {
    case status
    case observe
    case unlock(UnlockRequest)
    case lock
    case open(BoxPlace, box: Range<Int>)
    case openNoted(SpoolHead, BoxPlace, box: Range<Int>)
    case seal(BoxPlace, content: Range<Int>)
    case mac(MACPurpose, message: Range<Int>)
    case sign(BoxPlace, box: Range<Int>, StringToSign)
    /// So many operations, which are read one by one.
    case batch(count: Int, FrameReader)
}

/// Where a box stands, and as what.
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
        case .unlock: return .unlock(try UnlockRequest.read(&reader, frame))
        case .open:
            return .open(try reader.place(frame), box: try reader.place(reader.remaining))
        case .openNoted:
            guard let head = SpoolHead(try reader.take(SpoolHead.byteCount, frame)) else {
                throw MalformedMessage()
            }
            return .openNoted(
                head, try reader.place(frame), box: try reader.place(reader.remaining))
        case .seal:
            return .seal(try reader.place(frame), content: try reader.place(reader.remaining))
        case .mac:
            return .mac(try reader.purpose(frame), message: try reader.place(reader.remaining))
        case .sign: return try signing(&reader, frame)
        case .batch: return .batch(count: try Int(reader.u16(frame)), reader)
        }
    }

    private static func signing(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> ReceivedRequest {
        let place = try reader.place(frame)
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
        let slots = try reader.take(reader.remaining, frame)
        return UnlockRequest(kind, secret, slots: slots, lifetime: lifetime)
    }
}

extension FrameReader {
    fileprivate mutating func place(_ frame: RawSpan) throws(MalformedMessage) -> BoxPlace {
        BoxPlace(context: try context(frame), type: try u16(frame))
    }

    mutating func context(_ frame: RawSpan) throws(MalformedMessage) -> SealingContext {
        guard let table = SealingContext.Table(rawValue: try u32(frame)) else {
            throw MalformedMessage()
        }
        return SealingContext(
            table: table, id: try id(frame), column: try u32(frame), generation: try u64(frame))
    }

    mutating func purpose(_ frame: RawSpan) throws(MalformedMessage) -> MACPurpose {
        guard let purpose = MACPurpose(code: try u8(frame)) else { throw MalformedMessage() }
        return purpose
    }
}
