import SecretMemory

/// sh and its relatives: bash, dash, zsh, ksh.
struct ShNotation: VariableNotation {
    func removal(of names: [String]) -> String {
        names.map { "unset \($0)\n" }.joined()
    }

    func beginning(of name: String, isFirst: Bool) -> String { "export \(name)='" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        switch value.byte(at: index) {
        case UInt8(ascii: "'"): output.append("'\\''")
        case let byte: output.append(byte)
        }
    }

    func ending(isLast: Bool) -> String { "'\n" }
}
