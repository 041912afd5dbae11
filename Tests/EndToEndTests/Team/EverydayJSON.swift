import Foundation

/// A command's document without what differs from vault to vault and from second to second.
enum EverydayJSON {
    static let none = "no JSON: "
    private static let fleeting: Set = ["secondsLeft", "epoch", "sequence", "member"]

    /// The same text for the same content; what is no document stands as it is.
    static func text(of output: String) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(output.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: stripped(object),
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return none + output }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func stripped(_ value: Any) -> Any {
        switch value {
        case let object as [String: Any]:
            object.reduce(into: [String: Any]()) { result, member in
                result[member.key] = fleeting.contains(member.key) ? "-" : stripped(member.value)
            }
        case let list as [Any]: list.map(stripped)
        default: value
        }
    }
}
