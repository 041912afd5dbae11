import SecretMemory

/// A file for `EnvironmentFile=`: between double quotes a backslash escapes `"`, `\`, `` ` `` and `$`.
struct SystemdNotation: VariableNotation {
    private static let escaped = Array("\"\\`$".utf8)

    func beginning(of name: String, isFirst: Bool) -> String { "\(name)=\"" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        let byte = value.byte(at: index)
        if Self.escaped.contains(byte) { output.append("\\") }
        output.append(byte)
    }

    func ending(isLast: Bool) -> String { "\"\n" }

    func obstacle(in value: RawSpan) -> String? {
        if !value.isUTF8 { return "it is not UTF-8, and systemd ignores such a line" }
        let allowed = [UInt8(ascii: "\t"), UInt8(ascii: "\n")]
        let hasControl = value.contains { ($0 < 0x20 || $0 == 0x7F) && !allowed.contains($0) }
        return hasControl ? "systemd ignores a line with a control character" : nil
    }
}
