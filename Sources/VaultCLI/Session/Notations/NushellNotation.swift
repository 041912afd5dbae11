import SecretMemory

/// Nushell runs no text that comes through a pipe, but reads data: a record of the names to hide and of
/// the variables to load, in its own notation NUON.
struct NushellNotation: VariableNotation {
    func removal(of names: [String]) -> String {
        "{hide: [" + names.joined(separator: ", ") + "],\nload: "
    }

    func beginning(of name: String, isFirst: Bool) -> String {
        (isFirst ? "{" : ", ") + "\(name): \""
    }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        switch value.byte(at: index) {
        case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"):
            output.append("\\")
            output.append(byte)
        case let byte where byte < 0x20 || byte == 0x7F:
            output.append("\\u{")
            output.appendHexadecimal(byte)
            output.append("}")
        case let byte: output.append(byte)
        }
    }

    func ending(isLast: Bool) -> String { isLast ? "\"}}\n" : "\"" }

    func obstacle(in value: RawSpan) -> String? {
        value.isUTF8 ? nil : "it is not UTF-8, and Nushell's strings are"
    }
}
