import APIClient

/// JSON with its members in the order in which the documentation lists them; absent values are `null`.
indirect enum JSONValue {
    case text(String?)
    case number(Int64?)
    case boolean(Bool)
    case array([JSONValue])
    case object([(String, JSONValue)])

    var text: String {
        switch self {
        case .text(let text): text.map(Self.quoted) ?? "null"
        case .number(let number): number.map { String($0) } ?? "null"
        case .boolean(let value): value ? "true" : "false"
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
        }
    }

    /// RFC 8259, section 7.
    static func quoted(_ text: String) -> String {
        var plain = text
        if plain.isPlain(but: "\"", "\\") { return "\"" + plain + "\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case " ": result += " "
            // What a terminal would obey, or hide.
            case _ where DisplayText.isSpacing(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension OutputBytes {
    /// A JSON string, or `null`.
    mutating func append(json text: String?) {
        guard var text else { return append("null") }
        guard text.isPlain(but: "\"", "\\") else { return append(JSONValue.quoted(text)) }
        text.withUTF8 { unsafe append(quoted: $0) }
    }

    /// The same of a text's bytes.
    mutating func append(json text: ArraySlice<UInt8>?) {
        guard let text else { return append("null") }
        guard text.isPlain(but: "\"", "\\") else { return append(JSONValue.quoted(text.asText)) }
        unsafe text.withUnsafeBufferPointer { unsafe append(quoted: $0) }
    }
}
