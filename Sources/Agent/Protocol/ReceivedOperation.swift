import SecretMemory
import Vault

/// An operation of a batch as the agent reads it, with places in the message for what is long.
enum ReceivedOperation {
    case open(BoxPlace, box: Range<Int>)
    case seal(BoxPlace, content: Range<Int>)
    case attest(Attestation)
    case spoolHead

    static func read(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> ReceivedOperation {
        guard let code = OperationCode(rawValue: try reader.u8(frame)) else {
            throw MalformedMessage()
        }
        switch code {
        case .open:
            return .open(try reader.place(frame), box: try reader.place(Int(reader.u32(frame))))
        case .seal:
            return .seal(
                try reader.place(frame), content: try reader.place(Int(reader.u32(frame))))
        case .attest:
            let count = try Int(reader.u32(frame))
            return .attest(try reader.attestation(frame, count: count))
        case .spoolHead: return .spoolHead
        }
    }
}
