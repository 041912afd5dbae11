import SecretMemory
import Vault

/// Operations of a batch as they travel; docs/agent.md has the table.
extension KeyOperation {
    /// code u8, then a sealing context, and the length of what follows.
    private static let boxHeadCount = 1 + 32 + 4

    /// How many bytes of a request it takes.
    var requestCount: Int {
        switch self {
        case .open(let box): Self.boxHeadCount + 1 + 2 * box.types.count + box.box.count
        case .seal(let content, _, _): Self.boxHeadCount + 2 + content.count
        case .mac(let message, _): 1 + 1 + 4 + message.count
        case .spoolHead: 1
        case .link(let links): 1 + links.start.count + 8 + 1 + 4 + links.digests.count
        }
    }

    /// How many bytes of an answer it takes at most, while it is made.
    var answerCount: Int {
        let count =
            switch self {
            case .open(let box): box.box.count
            case .seal(let content, let context, _): context.boxCount(ofPayload: content.count)
            case .mac: AuditLinks.digestCount
            case .link(let links): links.answerCount
            case .spoolHead: SpoolHead.byteCount
            }
        return AgentReply.resultHeadCount + count
    }

    func append(to output: inout OutputRawSpan) {
        switch self {
        case .open(let box):
            output.append([OperationCode.open.rawValue])
            output.append(box.context)
            output.append([UInt8(truncatingIfNeeded: box.types.count)])
            for type in box.types { output.append(type) }
            output.append(UInt32(truncatingIfNeeded: box.box.count))
            output.append(box.box)
        case .seal(let content, let context, let type):
            output.append([OperationCode.seal.rawValue])
            output.append(context)
            output.append(type)
            output.append(UInt32(truncatingIfNeeded: content.count))
            output.append(content)
        case .mac(let message, let purpose):
            output.append([OperationCode.mac.rawValue, purpose.code])
            output.append(UInt32(truncatingIfNeeded: message.count))
            output.append(message)
        case .spoolHead: output.append([OperationCode.spoolHead.rawValue])
        case .link(let links):
            output.append([OperationCode.link.rawValue])
            output.append(links.start)
            output.append(links.first)
            output.append([links.wantsEach ? 1 : 0])
            output.append(UInt32(truncatingIfNeeded: links.digests.count / AuditLinks.digestCount))
            output.append(links.digests)
        }
    }
}

extension AuditLinks {
    var answerCount: Int { wantsEach ? digests.count : Self.digestCount }
}
