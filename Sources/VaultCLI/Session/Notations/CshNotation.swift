import SecretMemory

/// csh as tcsh reads it, through eval too: there a line break ends a word, so none is written.
///
/// `!` is history even between single quotes. A line break of a value is `$'\n'`, which the old csh
/// refuses aloud.
struct CshNotation: VariableNotation {
    func removal(of names: [String]) -> String {
        names.map { "unsetenv \($0);\n" }.joined()
    }

    func beginning(of name: String, isFirst: Bool) -> String { "setenv \(name) '" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        switch value.byte(at: index) {
        case UInt8(ascii: "'"): output.append("'\\''")
        case UInt8(ascii: "!"): output.append("\\!")
        case UInt8(ascii: "\n"): output.append("'$'\\n''")
        case let byte: output.append(byte)
        }
    }

    func ending(isLast: Bool) -> String { "';\n" }
}
