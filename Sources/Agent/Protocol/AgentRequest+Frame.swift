import RequestSigning
package import SecretMemory
import Vault

/// The codes and payloads of requests; docs/agent.md has the table.
extension AgentRequest {
    private enum Code: UInt8 {
        case status = 1
        case unlock = 2
        case lock = 3
        case observe = 4
        case open = 16
        case seal = 17
        case mac = 18
        case sign = 19
    }

    /// Bytes of a sealing context and a type.
    private static let placeCount = 34
    /// Codes from here on use a key, and their payload begins with its id.
    private static let firstUse: UInt8 = 16
    static let keyIDCount = 32

    /// The request as it travels.
    ///
    /// - Parameter keyID: the key that is to be used, and no other, whatever the agent holds by then.
    package borrowing func frame(
        using keyID: [UInt8] = []
    ) throws(MalformedMessage) -> SecretBytes {
        let count = payloadCount()
        guard count <= Frame.mostBytes - Frame.headerCount else { throw MalformedMessage() }
        return switch self {
        case .status: Frame.make(code: Code.status.rawValue)
        case .lock: Frame.make(code: Code.lock.rawValue)
        case .observe: Frame.make(code: Code.observe.rawValue)
        case .unlock(let unlock): unlock.frame(code: Code.unlock.rawValue, count: count)
        case .open(let box):
            Frame.make(code: Code.open.rawValue, payloadCount: count) { output in
                output.append(keyID: keyID)
                output.append(box.context, box.type)
                output.append(box.box)
            }
        case .seal(let seal):
            seal.frame(code: Code.seal.rawValue, count: count, keyID: keyID)
        case .mac(let purpose, let message):
            Frame.make(code: Code.mac.rawValue, payloadCount: count) { output in
                output.append(keyID: keyID)
                output.append([purpose.code] + message)
            }
        case .sign(let box, let text):
            Frame.make(code: Code.sign.rawValue, payloadCount: count) { output in
                output.append(keyID: keyID)
                output.append(box.context, box.type)
                output.append(UInt16(truncatingIfNeeded: box.box.count))
                output.append(box.box)
                output.append(Array(text.text.utf8))
            }
        }
    }

    private borrowing func payloadCount() -> Int {
        switch self {
        case .status: 0
        case .lock: 0
        case .observe: 0
        case .unlock(let unlock): 11 + unlock.secret.count + unlock.slots.count
        case .open(let box): Self.keyIDCount + Self.placeCount + box.box.count
        case .seal(let seal): Self.keyIDCount + Self.placeCount + seal.plaintext.count
        case .mac(_, let message): Self.keyIDCount + 1 + message.count
        case .sign(let box, let text):
            Self.keyIDCount + Self.placeCount + 2 + box.box.count + text.text.utf8.count
        }
    }

    /// The id of the key that a message wants to use; `nil` if it uses none.
    static func keyID(in frame: RawSpan) throws(MalformedMessage) -> [UInt8]? {
        var reader = FrameReader(frame, from: Frame.headerCount - 1)
        guard try reader.u8(frame) >= firstUse else { return nil }
        return try reader.take(keyIDCount, frame)
    }

    /// Reads a whole frame of this version.
    static func read(_ frame: RawSpan) throws(MalformedMessage) -> AgentRequest {
        var reader = FrameReader(frame, from: Frame.headerCount - 1)
        guard let code = Code(rawValue: try reader.u8(frame)) else { throw MalformedMessage() }
        if code.rawValue >= firstUse { _ = try reader.take(keyIDCount, frame) }
        switch code {
        case .status:
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
            let (context, type) = try reader.place(frame)
            let box = try reader.take(reader.remaining, frame)
            return .open(SealedSecret(context: context, type: type, box: box))
        case .seal:
            let (context, type) = try reader.place(frame)
            return .seal(
                SealRequest(
                    context: context, type: type,
                    plaintext: try reader.secret(reader.remaining, frame)))
        case .mac:
            guard let purpose = MACPurpose(code: try reader.u8(frame)) else {
                throw MalformedMessage()
            }
            return .mac(purpose, try reader.take(reader.remaining, frame))
        case .sign: return try signing(&reader, frame)
        }
    }

    private static func signing(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(MalformedMessage) -> AgentRequest {
        let (context, type) = try reader.place(frame)
        let box = try reader.take(Int(reader.u16(frame)), frame)
        let words = try reader.take(reader.remaining, frame)
        guard let text = StringToSign(parsing: String(decoding: words, as: UTF8.self)) else {
            throw MalformedMessage()
        }
        return .sign(SealedSecret(context: context, type: type, box: box), text)
    }
}

extension SealRequest {
    fileprivate borrowing func frame(
        code: UInt8, count: Int, keyID: [UInt8]
    ) -> SecretBytes {
        Frame.make(code: code, payloadCount: count) { output in
            output.append(keyID: keyID)
            output.append(context, type)
            plaintext.withBytes { output.append(contentsOf: $0) }
        }
    }
}

extension UnlockRequest {
    fileprivate borrowing func frame(code: UInt8, count: Int) -> SecretBytes {
        Frame.make(code: code, payloadCount: count) { output in
            output.append(lifetime.idle)
            output.append(lifetime.total)
            output.append([kind.rawValue])
            output.append(UInt16(truncatingIfNeeded: secret.count))
            secret.withBytes { output.append(contentsOf: $0) }
            output.append(slots)
        }
    }

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

extension MACPurpose {
    fileprivate var code: UInt8 {
        switch self {
        case .manifest: 1
        case .audit: 2
        case .highWaterMark: 3
        }
    }

    fileprivate init?(code: UInt8) {
        switch code {
        case 1: self = .manifest
        case 2: self = .audit
        case 3: self = .highWaterMark
        default: return nil
        }
    }
}

extension OutputRawSpan {
    /// Exactly as many bytes as an id has.
    fileprivate mutating func append(keyID: [UInt8]) {
        let count = AgentRequest.keyIDCount
        append(Array((keyID + [UInt8](repeating: 0, count: count)).prefix(count)))
    }

    /// table u32 ‖ id 16 ‖ column u32 ‖ generation u64 ‖ type u16
    fileprivate mutating func append(_ context: SealingContext, _ type: UInt16) {
        append(context.table.rawValue)
        append(context.id.bytes)
        append(context.column)
        append(context.generation)
        append(type)
    }
}

extension FrameReader {
    fileprivate mutating func place(
        _ frame: RawSpan
    ) throws(MalformedMessage) -> (SealingContext, UInt16) {
        guard let table = SealingContext.Table(rawValue: try u32(frame)) else {
            throw MalformedMessage()
        }
        let context = SealingContext(
            table: table, id: try id(frame), column: try u32(frame), generation: try u64(frame))
        return (context, try u16(frame))
    }
}
