import SecretMemory

/// PowerShell takes four typographic quotes for single quotes too; each is doubled.
struct PowerShellNotation: VariableNotation {
    /// U+2018 to U+201B in UTF-8.
    private static let typographicQuotes: [[UInt8]] = (0x98...0x9B).map { [0xE2, 0x80, $0] }

    func removal(of names: [String]) -> String {
        names.map { "Remove-Item Env:\($0) -ErrorAction SilentlyContinue\n" }.joined()
    }

    func beginning(of name: String, isFirst: Bool) -> String { "$Env:\(name) = '" }

    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan) {
        let byte = value.byte(at: index)
        if byte == UInt8(ascii: "'") { output.append(byte) }
        for quote in Self.typographicQuotes where value.holds(unsafe quote.span.bytes, at: index) {
            output.append(contentsOf: quote)
        }
        output.append(byte)
    }

    func ending(isLast: Bool) -> String { "'\n" }

    func obstacle(in value: RawSpan) -> String? {
        if !value.isUTF8 { return "it is not UTF-8, and PowerShell has no other text" }
        let hasReturn = value.contains { $0 == UInt8(ascii: "\r") }
        return hasReturn ? "PowerShell makes a line break of its carriage return" : nil
    }
}
