import FoundationEssentials

/// The error bodies that OUTSCALE's services send, in their three shapes:
///
/// - `{"Errors":[{"Code","Type","Details"}],"ResponseContext":{"RequestId"}}`, the API's own;
/// - `{"__type","message"}`, of services that imitate AWS's JSON;
/// - `{"type","status","title","detail"}`, RFC 9457 problem details.
struct FaultMessage {
    let faults: [Refusal.Fault]
    let requestID: String?

    /// `nil` where the body is none of them.
    init?(opening body: inout ResponseBody) {
        guard let answer = try? OpenedAnswer(opening: &body),
            let fields = try? JSONDecoder().decode(Fields.self, from: answer.json)
        else { return nil }
        requestID = (fields.responseContext?.requestID ?? fields.requestID).map(
            DisplayText.filtered)
        faults = fields.faults
    }
}

extension FaultMessage {
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

        enum CodingKeys: String, CodingKey {
            case errors = "Errors"
            case responseContext = "ResponseContext"
            case requestID = "RequestId"
            case awsType = "__type"
            case message, type, title, detail
        }

        var faults: [Refusal.Fault] {
            if let errors, !errors.isEmpty { return errors.map(\.fault) }
            if let awsType {
                return [Refusal.Fault(code: "", type: awsType, details: message ?? "")]
            }
            guard title != nil || detail != nil || type != nil else { return [] }
            // An absent type is "about:blank" (RFC 9457 §3.1.1), which says nothing: the title does.
            return [Refusal.Fault(code: "", type: title ?? type ?? "", details: detail ?? "")]
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
}

/// What every answer has.
struct ResponseContext: Decodable {
    var requestID: String?

    enum CodingKeys: String, CodingKey {
        case requestID = "RequestId"
    }
}
