extension Fault {
    /// The answer as this fault leaves it.
    /// - Parameter answer: what the call really answers; when the work is not done, what a
    ///   success without content would be.
    func disturb(_ answer: Answer, requestID: String) -> Answer {
        var answer = answer
        switch kind {
        case .dropBeforeCommit, .dropAfterCommit, .lateCommit: answer.delivery = .nothing
        case .halfAnswer: answer.delivery = .half
        case .slow, .slowAfterCommit: break
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
        default: return replacement(requestID: requestID)
        }
        return answer
    }

    /// What a gateway, a limit or a refusal would say instead.
    private func replacement(requestID: String) -> Answer {
        switch kind {
        case .html502:
            let page = "<html><head><title>502 Bad Gateway</title></head></html>\r\n"
            return Answer(status: status ?? 502, contentType: "text/html", bytes: Array(page.utf8))
        case .redirect:
            var answer = Answer(status: status ?? 307, contentType: "text/plain", bytes: [])
            answer.headers.append(("Location", location ?? "http://127.0.0.1:9/elsewhere"))
            return answer
        case .status429: return Answer(.throttled(retryAfter: retryAfter), requestID: requestID)
        case .status503: return Answer(.busy(retryAfter: retryAfter), requestID: requestID)
        case .problemJSON:
            let status = status ?? 400
            return Answer(
                status: status,
                json: [
                    "type": .string(type ?? "about:blank"), "title": "Bad Request",
                    "status": JSON(status), "detail": .string(details ?? "A planned problem."),
                    "instance": .string("urn:uuid:" + requestID),
                ], contentType: "application/problem+json")
        default:
            return Answer(
                APIError(
                    status ?? 400, code ?? "0", type ?? "DefaultError",
                    details ?? "A planned error."), requestID: requestID)
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
