extension Fault {
    /// The answer as this fault leaves it.
    /// - Parameter answer: what the call really answers; when the work is not done, what a
    ///   success without content would be.
    /// - Parameter model: shapes the refusals that are the API's own.
    func disturb(_ answer: Answer, requestID: String, in model: CloudModel) -> Answer {
        var answer = answer
        switch kind {
        case .dropBeforeCommit, .dropAfterCommit, .lateCommit: answer.delivery = .nothing
        case .halfAnswer: answer.delivery = .half
        case .slow, .slowAfterCommit, .repeated: break
        case .malformedJSON: answer.body = .bytes(Self.brokenText(of: answer))
        case .duplicateKeys: answer.body = .json(Self.doubled(answer.json))
        case .emptyBody: answer.body = .bytes([])
        case .hugeBody:
            answer.body = .padded(bytes ?? 1 << 20)
            if chunked == true { answer.delivery = .chunked }
        case .wrongContentLength: answer.delivery = .misannounced(by: bytes ?? 10)
        case .missingSecretKey: answer.body = .json(Self.without("SecretKey", in: answer.json))
        case .noTagEcho: answer.body = .json(Self.without("Tag", in: answer.json))
        case .skewedDateHeader: answer.dateSkew = Int(seconds ?? 3600)
        default: return replacement(requestID: requestID, in: model)
        }
        return answer
    }

    /// What a gateway, a limit or a refusal would say instead.
    private func replacement(requestID: String, in model: CloudModel) -> Answer {
        switch kind {
        case .html502, .intermediary:
            return Intermediary.answer(
                status ?? 502, body ?? .html, requestID: requestID,
                words: .init(
                    code: code ?? "0", type: type ?? "DefaultError",
                    details: details ?? "A planned refusal."))
        case .redirect:
            var answer = Answer(status: status ?? 307, contentType: "text/plain", bytes: [])
            answer.headers.append(("Location", location ?? "http://127.0.0.1:9/elsewhere"))
            return answer
        case .problemJSON:
            let problem = Answer.Problem(
                status: status ?? 400, type: type ?? "about:blank", title: "Bad Request",
                detail: details ?? "A planned problem.")
            return Answer(problem: problem, requestID: requestId ?? true ? requestID : nil)
        case .status429:
            return Answer(.throttled(retryAfter: retryAfter), requestID: requestID, in: model)
        case .status503:
            return Answer(.busy(retryAfter: retryAfter), requestID: requestID, in: model)
        default:
            return Answer(
                APIError(
                    status ?? 400, code ?? "0", type ?? "DefaultError",
                    details ?? "A planned error."), requestID: requestID, in: model)
        }
    }
}

extension Fault {
    private static func brokenText(of answer: Answer) -> [UInt8] {
        answer.json.text.dropLast() + Array(#","oops":tru"#.utf8)
    }

    /// Every member of every inner object twice, the second time with another value.
    private static func doubled(_ json: JSON) -> JSON {
        guard let members = json.members else { return json }
        return .object(
            members.map { member in
                guard let inner = member.value.members else { return member }
                let seconds = inner.map { JSON.Member(name: $0.name, value: other($0.value)) }
                return .init(name: member.name, value: .object(inner + seconds))
            })
    }

    private static func other(_ value: JSON) -> JSON {
        value.string.map { .string(String($0.reversed())) } ?? value
    }

    private static func without(_ name: String, in json: JSON) -> JSON {
        switch json {
        case .object(let members):
            .object(
                members.filter { $0.name != name }
                    .map { .init(name: $0.name, value: without(name, in: $0.value)) })
        case .array(let values): .array(values.map { without(name, in: $0) })
        default: json
        }
    }
}

extension Answer {
    /// The body as JSON; an empty object when it is none.
    var json: JSON {
        guard case .json(let value) = body else { return [:] }
        return value
    }
}
