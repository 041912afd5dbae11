import SecretMemory
import Vault

/// Operations of a batch as they travel; docs/agent.md has the table.
extension KeyOperation {
    /// code u8, then a box's place, and the length of what follows.
    private static let boxHeadCount = 1 + AgentRequest.placeCount + 4
    /// code u8 ‖ length u32 ‖ what is attested u8.
    private static let attestationHeadCount = 1 + 4 + 1

    /// How many bytes of a request it takes.
    var requestCount: Int {
        switch self {
        case .open(let box): Self.boxHeadCount + box.box.count
        case .seal(let content, _, _): Self.boxHeadCount + content.count
        case .attest(let attestation): Self.attestationHeadCount + attestation.payload.count
        case .spoolHead: 1
        }
    }

    /// How many bytes of an answer it takes at most, while it is made.
    var answerCount: Int {
        let count =
            switch self {
            case .open(let box): box.box.count
            case .seal(let content, let context, _): context.boxCount(ofPayload: content.count)
            case .attest(let attestation): attestation.answerCount
            case .spoolHead: SpoolHead.byteCount
            }
        return AgentReply.resultHeadCount + count
    }

    func append(to output: inout OutputRawSpan) {
        switch self {
        case .open(let box):
            output.append([OperationCode.open.rawValue])
            output.append(box.context, box.type)
            output.append(UInt32(truncatingIfNeeded: box.box.count))
            output.append(box.box)
        case .seal(let content, let context, let type):
            output.append([OperationCode.seal.rawValue])
            output.append(context, type)
            output.append(UInt32(truncatingIfNeeded: content.count))
            output.append(content)
        case .attest(let attestation):
            let payload = attestation.payload
            output.append([OperationCode.attest.rawValue])
            output.append(UInt32(truncatingIfNeeded: payload.count))
            output.append([attestation.code])
            output.append(payload)
        case .spoolHead: output.append([OperationCode.spoolHead.rawValue])
        }
    }
}
