import RequestSigning
import SecretMemory
import Vault

/// What the key does with the bytes of a message, straight into the answer.
extension InMemoryVaultKey {
    func open(
        _ box: RawSpan, at place: BoxPlace, in reply: inout MessageBuffer
    ) throws(AgentRefusal) {
        try Frame.write(code: ReplyCode.content.rawValue, to: &reply) {
            output throws(AgentRefusal) in
            try open(box, place, into: &output)
        }
    }

    func seal(
        _ content: RawSpan, at place: BoxPlace, in reply: inout MessageBuffer
    ) throws(AgentRefusal) {
        try Frame.write(code: ReplyCode.result.rawValue, to: &reply) {
            output throws(AgentRefusal) in
            try seal(content, place, into: &output)
        }
    }

    /// The digits of a signature by the secret in a box.
    func signature(
        of text: StringToSign, by box: RawSpan, at place: BoxPlace
    ) throws(AgentRefusal) -> [UInt8] {
        let secret = try SecretBytes(capacity: box.byteCount) { output throws(AgentRefusal) in
            try open(box, place, into: &output)
        }
        let signer = SecretKeySigner(accessKeyID: "", secretKey: secret)
        do { return Array(try signer.signature(of: text).utf8) } catch { throw .doesNotOpen }
    }

    /// Does the operations of a batch one by one; the first that can't be done ends it.
    func perform(
        _ count: Int, _ operations: FrameReader, of frame: RawSpan,
        knowing known: inout KnownState, in reply: inout MessageBuffer
    ) throws(AgentRefusal) {
        var reader = operations
        try Frame.write(code: ReplyCode.results.rawValue, to: &reply) {
            output throws(AgentRefusal) in
            for index in 0..<count {
                do throws(AgentRefusal) {
                    try perform(next(&reader, frame), frame, knowing: &known, into: &output)
                } catch { throw error.named(UInt32(index)) }
            }
            guard reader.remaining == 0 else { throw .malformed }
        }
    }

    private func next(
        _ reader: inout FrameReader, _ frame: RawSpan
    ) throws(AgentRefusal) -> ReceivedOperation {
        do { return try ReceivedOperation.read(&reader, frame) } catch { throw .malformed }
    }

    /// Appends type u16 ‖ length u32 ‖ result.
    private func perform(
        _ operation: ReceivedOperation, _ frame: RawSpan, knowing known: inout KnownState,
        into output: inout OutputRawSpan
    ) throws(AgentRefusal) {
        try output.expect(AgentReply.resultHeadCount)
        let head = output.byteCount
        output.append(UInt16(0))
        output.append(UInt32(0))
        switch operation {
        case .open(let place, let box):
            guard place.context.isMetadata else { throw .operation(0, .notMetadata) }
            try open(frame.extracting(box), place, into: &output)
            output.put(place.type, at: head)
        case .seal(let place, let content):
            guard place.context.isMetadata else { throw .operation(0, .notMetadata) }
            try seal(frame.extracting(content), place, into: &output)
        case .attest(let attestation):
            try output.expect(attestation.answerCount)
            output.append(try known.attest(attestation, by: self))
        case .spoolHead:
            try output.expect(SpoolHead.byteCount)
            output.append(known.spoolHead?.bytes ?? SpoolHead.noneBytes)
        }
        let count = output.byteCount - head - AgentReply.resultHeadCount
        output.put(UInt32(count), at: head + 2)
    }

    private func open(
        _ box: RawSpan, _ place: BoxPlace, into output: inout OutputRawSpan
    ) throws(AgentRefusal) {
        do throws(VaultError) {
            try open(box, under: place.context, type: place.type, into: &output)
        } catch { throw AgentRefusal(error) }
    }

    private func seal(
        _ content: RawSpan, _ place: BoxPlace, into output: inout OutputRawSpan
    ) throws(AgentRefusal) {
        do throws(VaultError) {
            try seal(content, under: place.context, type: place.type, into: &output)
        } catch { throw AgentRefusal(error) }
    }
}

extension AgentRefusal {
    /// What is wrong with one operation of a batch is told with its number.
    fileprivate func named(_ index: UInt32) -> AgentRefusal {
        switch self {
        case .doesNotOpen: .operation(index, .doesNotOpen)
        case .outdated: .operation(index, .outdated)
        case .operation(_, let reason): .operation(index, reason)
        default: self
        }
    }
}

extension OutputRawSpan {
    /// Throws where so many bytes have no room.
    fileprivate func expect(_ count: Int) throws(AgentRefusal) {
        guard count <= freeCapacity else { throw .tooLarge }
    }
}
