import Foundation

/// The extract of OUTSCALE's official OpenAPI document: which credentials a call takes, what its
/// request and response look like.
struct APIDocument: Sendable {
    private var calls: JSON
    private var schemas: [String: JSON]

    enum Failure: Error { case missing, unreadable }

    /// The extract beside the program.
    static func bundled() throws -> APIDocument {
        guard
            let url = Bundle.module.url(
                forResource: "outscale-api", withExtension: "json", subdirectory: "Resources")
        else { throw Failure.missing }
        guard let json = JSON(text: Array(try Data(contentsOf: url))),
            let calls = json["calls"], let schemas = json["schemas"]?.members
        else { throw Failure.unreadable }
        return APIDocument(
            calls: calls,
            schemas: Dictionary(schemas.map { ($0.name, $0.value) }) { $1 })
    }

    /// Whether the call takes a login and password instead of a signature.
    func takesLogin(_ call: Call) -> Bool {
        calls[call.rawValue]?["credentials"]?.strings?.contains("BasicAuth") ?? false
    }

    func check(request: JSON, of call: Call) throws(APIError) {
        guard case .object = request else { throw .notAnObject }
        try check(request, named: calls[call.rawValue]?["request"]?.string)
    }

    /// So that a test can hold the simulator's own answers against the document.
    func check(response: JSON, of call: Call, status: Int) throws(APIError) {
        let name = status == 200 ? calls[call.rawValue]?["response"]?.string : "ErrorResponse"
        try check(response, named: name)
    }

    private func check(_ value: JSON, named name: String?) throws(APIError) {
        guard let name, let schema = schemas[name] else { throw .noSuchCall }
        try SchemaCheck(schemas: schemas).check(value, against: schema, at: "")
    }
}
