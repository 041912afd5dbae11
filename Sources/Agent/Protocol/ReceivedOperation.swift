import SecretMemory
import Vault

/// An operation of a batch as the agent reads it, with places in the message for what is long.
enum ReceivedOperation {
    case open(SealingContext, types: [UInt16], box: Range<Int>)
    case seal(SealingContext, type: UInt16, content: Range<Int>)
    case mac(MACPurpose, message: Range<Int>)
    case link(AuditLinks)
    case spoolHead

    static func read(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> ReceivedOperation {
        guard let code = OperationCode(rawValue: try reader.u8(frame)) else {
            throw MalformedMessage()
        }
        switch code {
        case .open:
            let context = try reader.context(frame)
            let types = try reader.types(frame)
            return .open(context, types: types, box: try reader.place(Int(reader.u32(frame))))
        case .seal:
            let (context, type) = (try reader.context(frame), try reader.u16(frame))
            return .seal(context, type: type, content: try reader.place(Int(reader.u32(frame))))
        case .mac:
            let purpose = try reader.purpose(frame)
            return .mac(purpose, message: try reader.place(Int(reader.u32(frame))))
        case .link: return .link(try reader.links(frame))
        case .spoolHead: return .spoolHead
        }
    }
}

extension FrameReader {
    fileprivate mutating func types(_ frame: RawSpan) throws(MalformedMessage) -> [UInt16] {
        var types: [UInt16] = []
        for _ in 0..<(try u8(frame)) { types.append(try u16(frame)) }
        return types
    }

    fileprivate mutating func links(_ frame: RawSpan) throws(MalformedMessage) -> AuditLinks {
        let start = try take(AuditLinks.digestCount, frame)
        let (first, each, count) = (try u64(frame), try u8(frame), try u32(frame))
        guard each <= 1, count <= remaining / AuditLinks.digestCount else {
            throw MalformedMessage()
        }
        return AuditLinks(
            from: start, first: first,
            digests: try take(Int(count) * AuditLinks.digestCount, frame), wantsEach: each == 1)
    }
}
