/// How variables are written for something that reads text, so that every value that it can hold survives.
protocol VariableNotation: Sendable {
    /// The statements that take away what was inherited; empty where the text is no program.
    func removal(of names: [String]) -> String
    func beginning(of name: String, isFirst: Bool) -> String
    /// Appends one byte of a value as it stands between the quotes; at most ``longestByte`` bytes.
    func append(_ index: Int, of value: RawSpan, to output: inout OutputRawSpan)
    func ending(isLast: Bool) -> String
    /// Why there is no way to write a value, to go on a sentence that ends in "…, because".
    func obstacle(in value: RawSpan) -> String?
}

extension VariableNotation {
    /// The most bytes that any notation needs for one byte of a value.
    static var longestByte: Int { 8 }

    func removal(of names: [String]) -> String { "" }

    func obstacle(in value: RawSpan) -> String? { nil }
}
