import SecretMemory

/// One object of strings (RFC 8259).
struct JSONNotation: VariableNotation {
    func beginning(of name: String, isFirst: Bool) -> String {
        (isFirst ? "{" : ",") + "\"\(name)\":\""
    }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        switch value.byte(at: index) {
        case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"):
            output.append("\\")
            output.append(byte)
        case let byte where byte < 0x20:
            output.append("\\u00")
            output.appendHexadecimal(byte)
        case let byte: output.append(byte)
        }
    }

    func ending(isLast: Bool) -> String { isLast ? "\"}\n" : "\"" }

    func obstacle(in value: RawSpan) -> String? {
        value.isUTF8 ? nil : "it is not UTF-8, and JSON is"
    }
}
