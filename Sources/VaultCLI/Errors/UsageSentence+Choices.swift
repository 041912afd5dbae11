extension UsageSentence {
    /// The parser lists more than three values one below the other, which in one line reads like a subtraction.
    static func inlined(_ text: String) -> String {
        guard let list = text.firstRange(of: "one of the following: - ") else { return text }
        let choices = text[list.upperBound...].split(separator: " - ").map { "'\($0)'" }
        guard choices.count > 1, let last = choices.last else { return text }
        return text[..<list.lowerBound]
            + "one of \(choices.dropLast().joined(separator: ", ")) or \(last)"
    }
}
