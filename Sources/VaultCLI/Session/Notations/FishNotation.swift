import SecretMemory

/// fish: between single quotes a backslash escapes the quote and itself.
struct FishNotation: VariableNotation {
    func removal(of names: [String]) -> String {
        names.map { "set -e \($0)\n" }.joined()
    }

    func beginning(of name: String, isFirst: Bool) -> String { "set -gx \(name) '" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        let byte = value.byte(at: index)
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { output.append("\\") }
        output.append(byte)
    }

    func ending(isLast: Bool) -> String { "'\n" }
}
