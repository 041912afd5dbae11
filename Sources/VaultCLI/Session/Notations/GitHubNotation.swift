import SecretMemory

/// The file that `GITHUB_ENV` names: a line is a name, `=`, and the value as it is, for the job's next steps.
struct GitHubNotation: VariableNotation {
    func beginning(of name: String, isFirst: Bool) -> String { "\(name)=" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        output.append(value.byte(at: index))
    }

    func ending(isLast: Bool) -> String { "\n" }

    func obstacle(in value: RawSpan) -> String? {
        if !value.isUTF8 { return "it is not UTF-8, and GitHub reads nothing else" }
        let breaks = value.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return breaks ? "it has a line break, which would begin another variable" : nil
    }
}
