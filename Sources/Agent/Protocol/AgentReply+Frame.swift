import SecretMemory
import Vault

/// What stands first in a reply; docs/agent.md has the table.
enum ReplyCode: UInt8 {
    case done = 0
    case status = 1
    case content = 2
    case result = 3
    case results = 4
    case locked = 128
    case wrongPassword = 129
    case tooSoon = 130
    case doesNotOpen = 131
    case malformed = 132
    case otherVersion = 133
    case noSuchSlot = 134
    case outOfMemory = 135
    case tooLarge = 136
    case otherKey = 137
    case operation = 138
    case outdated = 139
    case unsignable = 140
}

extension AgentReply {
    /// Bytes before each result of a batch: type u16, 0 for what was not in a box ‖ length u32.
    static let resultHeadCount = 6

    /// Writes a refusal.
    static func refuse(_ refusal: AgentRefusal, in buffer: inout MessageBuffer) {
        let (code, number) = code(of: refusal)
        Frame.write(code: code.rawValue, to: &buffer) { output in
            output.append(number)
            if case .operation(_, let reason) = refusal { output.append([reason.rawValue]) }
        }
    }

    private static func code(of refusal: AgentRefusal) -> (ReplyCode, UInt32) {
        switch refusal {
        case .locked: (.locked, 0)
        case .otherKey: (.otherKey, 0)
        case .wrongPassword: (.wrongPassword, 0)
        case .tooSoon(let milliseconds): (.tooSoon, milliseconds)
        case .doesNotOpen: (.doesNotOpen, 0)
        case .malformed: (.malformed, 0)
        case .otherVersion(let version): (.otherVersion, UInt32(version))
        case .noSuchSlot: (.noSuchSlot, 0)
        case .outOfMemory(let needed): (.outOfMemory, needed)
        case .tooLarge: (.tooLarge, 0)
        case .outdated: (.outdated, 0)
        case .unsignable: (.unsignable, 0)
        case .operation(let index, _): (.operation, index)
        }
    }

    /// Reads a whole frame.
    package static func read(_ frame: RawSpan) throws(MalformedMessage) -> AgentReply {
        var reader = FrameReader(frame, from: Frame.lengthCount)
        let version = try reader.u8(frame)
        guard let code = ReplyCode(rawValue: try reader.u8(frame)) else {
            throw MalformedMessage()
        }
        guard version == Frame.version || code == .otherVersion else { throw MalformedMessage() }
        switch code {
        case .done:
            try reader.finish()
            return .done
        case .status:
            let status = try AgentStatus(&reader, frame)
            try reader.finish()
            return .status(status)
        case .content: return .content(try reader.secret(reader.remaining, frame))
        case .result: return .result(try reader.take(reader.remaining, frame))
        case .results: return .results(try reader.results(frame))
        case .operation:
            let (index, reason) = (try reader.u32(frame), try reader.u8(frame))
            try reader.finish()
            guard let refusal = OperationRefusal(rawValue: reason) else {
                throw MalformedMessage()
            }
            return .refused(.operation(index, refusal))
        default:
            let number = try reader.u32(frame)
            try reader.finish()
            return .refused(try refusal(code, number))
        }
    }

    private static func refusal(
        _ code: ReplyCode, _ number: UInt32
    ) throws(MalformedMessage) -> AgentRefusal {
        switch code {
        case .locked: .locked
        case .otherKey: .otherKey
        case .wrongPassword: .wrongPassword
        case .tooSoon: .tooSoon(milliseconds: number)
        case .doesNotOpen: .doesNotOpen
        case .malformed: .malformed
        case .otherVersion: .otherVersion(UInt8(truncatingIfNeeded: number))
        case .noSuchSlot: .noSuchSlot
        case .outOfMemory: .outOfMemory(neededKiB: number)
        case .tooLarge: .tooLarge
        case .outdated: .outdated
        case .unsignable: .unsignable
        case .done, .status, .content, .result, .results, .operation: throw MalformedMessage()
        }
    }
}

extension FrameReader {
    /// A batch's results. They are no secrets: only metadata is opened in a batch.
    fileprivate mutating func results(_ frame: RawSpan) throws(MalformedMessage) -> [KeyResult] {
        var results: [KeyResult] = []
        while remaining > 0 {
            let type = try u16(frame)
            let bytes = try take(Int(u32(frame)), frame)
            results.append(
                type == 0 ? .bytes(bytes) : .opened(OpenedBox(type: type, payload: bytes)))
        }
        return results
    }
}

/// lock u8 ‖ unlocked u8 ‖ if so: vault id 16 ‖ key id 32 ‖ key epoch u64 ‖ idle u32 ‖ total u32
extension AgentStatus {
    private static let keyIDCount = 32
    /// In place of a key's id, while a member's slot was not opened yet.
    static let noKeyID = [UInt8](repeating: 0, count: keyIDCount)

    var bytes: [UInt8] {
        guard let unlocked else { return [lock.rawValue, 0] }
        return [lock.rawValue, 1] + unlocked.vaultID.bytes + unlocked.keyID
            + unlocked.keyEpoch.littleEndianBytes + unlocked.idleLeft.littleEndianBytes
            + unlocked.totalLeft.littleEndianBytes
    }

    fileprivate init(_ reader: inout FrameReader, _ frame: RawSpan) throws(MalformedMessage) {
        guard let lock = Lock(rawValue: try reader.u8(frame)) else { throw MalformedMessage() }
        switch try reader.u8(frame) {
        case 0: self.init(unlocked: nil, lock: lock)
        case 1:
            let unlocked = Unlocked(
                vaultID: try reader.id(frame), keyID: try reader.take(Self.keyIDCount, frame),
                keyEpoch: try reader.u64(frame), idleLeft: try reader.u32(frame),
                totalLeft: try reader.u32(frame))
            self.init(unlocked: unlocked, lock: lock)
        default: throw MalformedMessage()
        }
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    var littleEndianBytes: [UInt8] {
        stride(from: 0, to: Self.bitWidth, by: 8).map {
            UInt8(truncatingIfNeeded: self >> Self($0))
        }
    }
}
