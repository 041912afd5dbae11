import SecretMemory

/// A `.env` file as python-dotenv reads it, whose single quotes know `\'` and `\\`.
struct DotenvNotation: VariableNotation {
    func beginning(of name: String, isFirst: Bool) -> String { "\(name)='" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        let byte = value.byte(at: index)
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { output.append("\\") }
        output.append(byte)
    }

    func ending(isLast: Bool) -> String { "'\n" }

    func obstacle(in value: RawSpan) -> String? {
        if !value.isUTF8 { return "it is not UTF-8, and a .env file is" }
        if value.contains(where: { $0 == UInt8(ascii: "\r") }) {
            return "what reads a .env file makes a line break of its carriage return"
        }
        return value.contains("${")
            ? "what reads a .env file expands its '${', quoted or not" : nil
    }
}
