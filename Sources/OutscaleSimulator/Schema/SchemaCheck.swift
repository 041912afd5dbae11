/// Holds a value against a schema, as far as OUTSCALE's document uses the language: `$ref`,
/// `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`, `oneOf` and the
/// formats of dates. The errors are those of the API.
struct SchemaCheck {
    var schemas: [String: JSON]

    private static let referencePrefix = "#/components/schemas/"

    /// - Parameter field: the path of the value, for the error's text; empty for the body itself.
    func check(_ value: JSON, against schema: JSON, at field: String) throws(APIError) {
        if let reference = schema["$ref"]?.string {
            let name = String(reference.dropFirst(Self.referencePrefix.count))
            guard let target = schemas[name] else { throw .wrongType(field, name) }
            return try check(value, against: target, at: field)
        }
        if let choices = schema["oneOf"]?.array {
            return try check(value, againstOneOf: choices, at: field)
        }
        if let type = schema["type"]?.string, !Self.matches(value, type) {
            throw .wrongType(field.isEmpty ? "The body" : field, type)
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            throw .invalidValue(field, "it is none of the allowed values")
        }
        try checkFormat(value, schema["format"]?.string, at: field)
        for (index, element) in (value.array ?? []).enumerated() {
            guard let items = schema["items"] else { break }
            try check(element, against: items, at: "\(field)[\(index)]")
        }
        if let members = value.members { try check(members, against: schema, at: field) }
    }

    private func check(_ members: [JSON.Member], against schema: JSON, at field: String)
        throws(APIError)
    {
        for name in schema["required"]?.strings ?? [] {
            let value = members.first { $0.name == name }?.value
            if value == nil || value == "" { throw .missing(Self.join(field, name)) }
        }
        for member in members {
            let path = Self.join(field, member.name)
            if let property = schema["properties"]?[member.name] {
                try check(member.value, against: property, at: path)
            } else if schema["additionalProperties"] == false {
                throw .unknownParameter(path)
            }
        }
    }

    /// The first choice's error stands for all when none fits.
    private func check(_ value: JSON, againstOneOf choices: [JSON], at field: String)
        throws(APIError)
    {
        var first: APIError?
        for choice in choices {
            do throws(APIError) {
                return try check(value, against: choice, at: field)
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
    }

    private func checkFormat(_ value: JSON, _ format: String?, at field: String) throws(APIError) {
        guard let text = value.string, let format, format.hasPrefix("date") else { return }
        let isDay = !text.contains("T")
        guard DateReading.instant(text) != nil, isDay == (format == "date") else {
            throw .invalidDate(field, "it is no \(format)")
        }
    }

    private static func matches(_ value: JSON, _ type: String) -> Bool {
        switch (value, type) {
        case (.object, "object"), (.array, "array"), (.string, "string"), (.bool, "boolean"),
            (.integer, "integer"), (.integer, "number"), (.number, "number"):
            true
        default: false
        }
    }

    private static func join(_ field: String, _ name: String) -> String {
        field.isEmpty ? name : field + "." + name
    }
}
