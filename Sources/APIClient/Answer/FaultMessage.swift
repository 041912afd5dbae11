import FoundationEssentials

/// What an error body says, in one of three shapes:
///
/// - `{"Errors":[{"Code","Type","Details"}],"ResponseContext":{"RequestId"}}`, OUTSCALE's own;
/// - `{"type","status","title","detail"}`, RFC 9457 problem details;
/// - `{"__type","message"}`, of services that imitate AWS's JSON.
struct FaultMessage {
    let faults: [Refusal.Fault]
    let evidence: Refusal.Evidence?
    /// Whether there is an error under `Errors`.
    let listsErrors: Bool

    /// - Parameters:
    ///   - status: the answer's HTTP status.
    ///   - mediaType: the answer's media type.
    init?(_ json: Data, status: Int, mediaType: String?) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: json) else { return nil }
        faults = fields.faults
        listsErrors = fields.errors?.isEmpty == false
        evidence =
            if let id = fields.ownRequestID {
                .ownError(requestID: id)
            } else if mediaType == Self.problemType, fields.isProblem(status: status) {
                .problem(requestID: fields.requestID.map(DisplayText.filtered))
            } else { nil }
    }

    private static let problemType = "application/problem+json"
}

/// The members of all three shapes.
private struct Fields: Decodable {
    var errors: [Entry]?
    var responseContext: ResponseContext?
    var requestID: String?
    var awsType: String?
    var message: String?
    var type: String?
    var title: String?
    var detail: String?
    var status: Int?

    enum CodingKeys: String, CodingKey {
        case errors = "Errors"
        case responseContext = "ResponseContext"
        case requestID = "RequestId"
        case awsType = "__type"
        case message, type, title, detail, status
    }

    var faults: [Refusal.Fault] {
        if let errors, !errors.isEmpty { return errors.map(\.fault) }
        if awsType != nil || message != nil {
            return [Refusal.Fault(code: "", type: awsType ?? "", details: message ?? "")]
        }
        guard title != nil || detail != nil || type != nil else { return [] }
        // An absent type is "about:blank" (RFC 9457 §3.1.1), which says nothing: the title does.
        return [Refusal.Fault(code: "", type: title ?? type ?? "", details: detail ?? "")]
    }

    /// OUTSCALE's id of the request, if this is its own error object: every error has a code.
    var ownRequestID: String? {
        guard let errors, !errors.isEmpty, errors.allSatisfy(\.hasCode) else { return nil }
        return responseContext?.shownRequestID
    }

    /// Whether it says what the problem is, and does not contradict the answer that it stands in.
    func isProblem(status answered: Int) -> Bool {
        (status ?? answered) == answered && (type ?? title ?? detail) != nil
    }
}

private struct Entry: Decodable {
    var code: FlexibleCode?
    var type: String?
    var details: String?

    enum CodingKeys: String, CodingKey {
        case code = "Code"
        case type = "Type"
        case details = "Details"
    }

    var hasCode: Bool { code?.text.isEmpty == false }

    var fault: Refusal.Fault {
        Refusal.Fault(code: code?.text ?? "", type: type ?? "", details: details ?? "")
    }
}

/// A string in OUTSCALE's document; mock servers and old services send a number.
private struct FlexibleCode: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else {
            text = try container.decode(String.self)
        }
    }
}

/// What every answer has.
struct ResponseContext: Decodable {
    var requestID: String?

    enum CodingKeys: String, CodingKey {
        case requestID = "RequestId"
    }

    /// The id, fit for a terminal; `nil` if there is none, or nothing of it can be shown.
    var shownRequestID: String? {
        let id = DisplayText.filtered(requestID ?? "")
        return id.isEmpty ? nil : id
    }
}

extension ResponseContext? {
    /// A list that has nothing has only this to show that it is OUTSCALE's.
    func requireID(ofEmpty isEmpty: Bool) throws(APIError) {
        guard !isEmpty || self?.shownRequestID != nil else {
            throw .unexpected("ResponseContext.RequestId")
        }
    }
}
