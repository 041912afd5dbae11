import Foundation

/// What a test or the demo may see and change behind the API's back: `/_control/…`, JSON, with
/// the token in `X-Control-Token`. Without a token on the command line there is no such interface.
struct Control: Sendable {
    let simulator: Simulator
    let token: String?

    static let prefix = "/_control/"

    enum Failure: Error, Equatable {
        /// A field is missing or no such value exists.
        case field(String)
        case unknown(String)
        /// Why, as a sentence.
        case refused(String)

        var sentence: String {
            switch self {
            case .field(let name): "The field \(name) is missing, or has no value that is known."
            case .unknown(let path): "The control interface has no \(path)."
            case .refused(let sentence): sentence
            }
        }
    }

    func answer(to request: WireRequest) -> Answer {
        guard let token, let shown = request.header("x-control-token"),
            SHA256.areEqual(token, shown)
        else { return Answer(status: 403, json: ["error": "no control token, or a wrong one"]) }
        let path = String(request.path.dropFirst(Self.prefix.count))
        guard let body = JSON(text: request.body.isEmpty ? Array("{}".utf8) : request.body) else {
            return Answer(status: 400, json: ["error": "the body is no JSON"])
        }
        do {
            return Answer(status: 200, json: try perform(path, request, body))
        } catch let failure as Failure {
            return Answer(status: 400, json: ["error": .string(failure.sentence)])
        } catch {
            return Answer(status: 400, json: ["error": .string("\(error)")])
        }
    }

    private func perform(_ path: String, _ request: WireRequest, _ body: JSON) throws -> JSON {
        switch path {
        case "state": return simulator.withState { $0.report }
        case "faults": return try installFaults(request.body, body)
        case "requests":
            simulator.withState { $0.forgetRequests() }
            return [:]
        case "model": return try model(request, body)
        case "models": return ["models": .array(NamedModel.all.map(\.json))]
        case "keys": return try changed(body) { try $0.changeKeys($1) }
        case "users": return try changed(body) { try $0.changeUsers($1) }
        case "clock": return try changed(body) { try $0.changeClock($1) }
        case "policy": return try changed(body) { try $0.changePolicy($1) }
        case "quota": return try changed(body) { try $0.changeQuota($1) }
        case "throttle": return try changed(body) { try $0.changeThrottle($1) }
        case "lockouts": return try changed(body) { try $0.changeLockouts($1) }
        case "keep": return keep()
        case "begin": return try beginAgain(body)
        default: throw Failure.unknown(path)
        }
    }

    private func changed(
        _ body: JSON, _ change: (inout Simulator.State, JSON) throws -> JSON
    ) throws -> JSON {
        try simulator.withState { state in Result { try change(&state, body) } }.get()
    }
}
