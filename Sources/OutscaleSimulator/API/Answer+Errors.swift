extension Answer {
    /// A refusal by the API itself, in the shape and with the status that the model gives it.
    init(_ error: APIError, requestID: String, in model: CloudModel) {
        let status = error.status(in: model.refusalStatus)
        switch model.errorShape {
        case .classic:
            self.init(status: status, json: Self.body(.string(error.code), error, requestID))
        case .classicWithoutRequestID:
            self.init(status: status, json: Self.body(.string(error.code), error, nil))
        case .numericCode:
            let code = Int(error.code).map { JSON($0) } ?? .string(error.code)
            self.init(status: status, json: Self.body(code, error, requestID))
        case .problemJSON:
            self.init(problem: error.problem(status: status), requestID: requestID)
        case .problemJSONWithoutRequestID:
            self.init(problem: error.problem(status: status), requestID: nil)
        case .legacyType:
            self.init(
                status: status,
                json: ["__type": .string(error.type), "message": .string(error.details)])
        }
        if let seconds = error.retryAfter { headers.append(("Retry-After", String(seconds))) }
    }

    /// `application/problem+json`, RFC 9457.
    /// - Parameter requestID: shown in `instance`; nil leaves it out.
    init(problem: Problem, requestID: String?) {
        self.init(
            status: problem.status,
            json: .present([
                "type": .string(problem.type), "title": .string(problem.title),
                "status": JSON(problem.status), "detail": .string(problem.detail),
                "instance": requestID.map { .string("urn:uuid:" + $0) },
            ]), contentType: "application/problem+json")
    }

    /// What a problem+json body says.
    struct Problem {
        var status: Int
        var type: String
        var title: String
        var detail: String
    }

    /// OUTSCALE's classic body; every field of it is a string in its document.
    private static func body(_ code: JSON, _ error: APIError, _ requestID: String?) -> JSON {
        .present([
            "Errors": [
                ["Code": code, "Type": .string(error.type), "Details": .string(error.details)]
            ],
            "ResponseContext": requestID.map { ["RequestId": .string($0)] },
        ])
    }
}

extension APIError {
    /// The codes whose HTTP status no document tells.
    fileprivate func status(in belief: CloudModel.RefusalStatus) -> Int {
        switch (belief, code) {
        case (.usual, _): status
        case (.byMeaning, "4122"), (.byMeaning, "5075"), (.byMeaning, "5076"): 404
        case (.byMeaning, "4118"), (.byMeaning, "10005"): 409
        case (.badRequest, "6003"), (.badRequest, "9002"), (.badRequest, "9022"): 400
        case (.byMeaning, _), (.badRequest, _): status
        }
    }

    /// Types as seen from OUTSCALE's OKMS: a path without a host.
    fileprivate func problem(status: Int) -> Answer.Problem {
        let words = type.prefix { $0 != " " }
        let path = words.reduce(into: "") { path, letter in
            if letter.isUppercase, !path.isEmpty { path += "_" }
            path += letter.lowercased()
        }
        return .init(
            status: status, type: "/errors/" + path, title: String(words), detail: details)
    }
}
