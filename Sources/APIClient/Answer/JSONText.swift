/// JSON as this client writes it: members sorted by name, no spaces, an absent value left out.
///
/// The bytes are hashed for the signature and then sent as they are, so they are made once.
/// `null` can't be written: OUTSCALE refuses it where a member may be absent.
enum JSONText {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSONText])
    case object([String: JSONText?])

    var bytes: [UInt8] { Array(text.utf8) }

    private var text: String {
        switch self {
        case .string(let value): Self.quoted(value)
        case .integer(let value): String(value)
        case .boolean(let value): value ? "true" : "false"
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members): "{" + Self.members(members).joined(separator: ",") + "}"
        }
    }

    private static func members(_ members: [String: JSONText?]) -> [String] {
        members.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { quoted(name) + ":" + $0.text }
        }
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{0}"..<"\u{20}":
                let code = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
