import SecretMemory

/// A line is a name, `=`, and the value as it is. Nothing is quoted, so a value is one line of UTF-8.
struct BareNotation: VariableNotation {
    private let notUTF8: String
    private let lineBreak: String

    /// A file for `docker run --env-file`.
    static let docker = BareNotation(
        notUTF8: "it is not UTF-8, and docker refuses such a file",
        lineBreak: "docker's env-file has no way to write a line break")

    /// The file that `GITHUB_ENV` names, for the job's next steps.
    static let github = BareNotation(
        notUTF8: "it is not UTF-8, and GitHub reads nothing else",
        lineBreak: "it has a line break, which would begin another variable")

    func beginning(of name: String, isFirst: Bool) -> String { "\(name)=" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        output.append(value.byte(at: index))
    }

    func ending(isLast: Bool) -> String { "\n" }

    func obstacle(in value: RawSpan) -> String? {
        if !value.isUTF8 { return notUTF8 }
        let breaks = value.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return breaks ? lineBreak : nil
    }
}
