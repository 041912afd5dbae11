import SecretMemory

/// A file for `docker run --env-file`: a line is a name, `=`, and the value as it is. Nothing is quoted.
struct DockerNotation: VariableNotation {
    func beginning(of name: String, isFirst: Bool) -> String { "\(name)=" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        output.append(value.byte(at: index))
    }

    func ending(isLast: Bool) -> String { "\n" }

    func obstacle(in value: RawSpan) -> String? {
        if !value.isUTF8 { return "it is not UTF-8, and docker refuses such a file" }
        let breaks = value.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return breaks ? "docker's env-file has no way to write a line break" : nil
    }
}
