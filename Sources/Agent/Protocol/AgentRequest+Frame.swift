import RequestSigning
package import SecretMemory
import Vault

/// Requests as they travel.
extension AgentRequest {
    /// Bytes that tell where a box stands.
    static let placeCount = 26
    static let keyIDCount = 32

    /// Writes the request.
    ///
    /// - Parameter keyID: the key that is to be used, and no other, whatever the agent holds by then.
    package borrowing func write(
        to buffer: inout MessageBuffer, using keyID: [UInt8] = []
    ) throws(MalformedMessage) {
        guard payloadCount <= min(Frame.mostBytes, buffer.capacity) - Frame.headerCount else {
            throw MalformedMessage()
        }
        Frame.write(code: code.rawValue, to: &buffer) { output in
            if code.rawValue >= RequestCode.firstUse { output.append(keyID: keyID) }
            appendPayload(to: &output)
        }
    }

    private var code: RequestCode {
        switch self {
        case .status: .status
        case .lock: .lock
        case .observe: .observe
        case .unlock: .unlock
        case .watch: .watch
        case .watched: .watched
        case .unlockMember: .unlockMember
        case .member: .member
        case .openSlot: .openSlot
        case .signStatement: .signStatement
        case .open: .open
        case .openNoted: .openNoted
        case .seal: .seal
        case .attest: .attest
        case .sign: .sign
        case .batch: .batch
        }
    }

    private var payloadCount: Int {
        switch self {
        case .status: 1
        case .lock: 0
        case .observe: 0
        case .watch(let watch): watch.byteCount
        case .watched: 0
        case .unlockMember(let unlock): unlock.byteCount
        case .member: 0
        case .openSlot: SlotRequest.byteCount
        case .signStatement(let step): step.byteCount
        case .unlock(let unlock):
            11 + unlock.secret.count + ManifestRow.byteCount + unlock.slots.count
        case .open(let box): Self.keyIDCount + Self.placeCount + box.box.count
        case .openNoted(let box, _):
            Self.keyIDCount + SpoolHead.byteCount + Self.placeCount + box.box.count
        case .seal(let seal): Self.keyIDCount + Self.placeCount + seal.plaintext.count
        case .attest(let attestation): Self.keyIDCount + 1 + attestation.payload.count
        case .sign(let box, let text):
            Self.keyIDCount + Self.placeCount + 2 + box.box.count + text.text.utf8.count
        case .batch(let operations):
            operations.reduce(Self.keyIDCount + 2) { $0 + $1.requestCount }
        }
    }

    private borrowing func appendPayload(to output: inout OutputRawSpan) {
        switch self {
        case .status: output.append([Self.level])
        case .lock: break
        case .observe: break
        case .watch(let watch): watch.append(to: &output)
        case .watched: break
        case .unlockMember(let unlock): unlock.append(to: &output)
        case .member: break
        case .openSlot(let request): request.append(to: &output)
        case .signStatement(let step): step.append(to: &output)
        case .unlock(let unlock): unlock.append(to: &output)
        case .open(let box):
            output.append(box.context, box.type)
            output.append(box.box)
        case .openNoted(let box, let head):
            output.append(head.bytes)
            output.append(box.context, box.type)
            output.append(box.box)
        case .seal(let seal):
            output.append(seal.context, seal.type)
            seal.plaintext.withBytes { output.append(contentsOf: $0) }
        case .attest(let attestation):
            output.append([attestation.code])
            output.append(attestation.payload)
        case .sign(let box, let text):
            output.append(box.context, box.type)
            output.append(UInt16(truncatingIfNeeded: box.box.count))
            output.append(box.box)
            output.append(Array(text.text.utf8))
        case .batch(let operations):
            output.append(UInt16(truncatingIfNeeded: operations.count))
            for operation in operations { operation.append(to: &output) }
        }
    }
}

extension UnlockRequest {
    fileprivate borrowing func append(to output: inout OutputRawSpan) {
        output.append(lifetime.idle)
        output.append(lifetime.total)
        output.append([kind.rawValue])
        output.append(UInt16(truncatingIfNeeded: secret.count))
        secret.withBytes { output.append(contentsOf: $0) }
        output.append(manifest.bytes)
        output.append(slots)
    }
}

extension OutputRawSpan {
    /// Exactly as many bytes as an id has.
    fileprivate mutating func append(keyID: [UInt8]) {
        let count = AgentRequest.keyIDCount
        append(Array((keyID + [UInt8](repeating: 0, count: count)).prefix(count)))
    }

    /// type u16 ‖ id 16 ‖ generation u64: the rest of the context follows from the type.
    mutating func append(_ context: SealingContext, _ type: UInt16) {
        append(type)
        append(context.id.bytes)
        append(context.generation)
    }
}
