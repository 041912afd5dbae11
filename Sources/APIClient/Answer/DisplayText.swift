import KernelText

/// Text from a server or a library, made fit for a terminal and a log.
package enum DisplayText {
    /// The most characters that are kept.
    static let limit = 400

    /// Control and formatting characters become spaces, bytes that are no UTF-8 their number (`\xE9`), runs of spaces one, the length is limited.
    ///
    /// An escape sequence in an error text could otherwise rewrite what the terminal shows.
    package static func filtered(_ text: String) -> String {
        var result = ""
        var length = 0
        for scalar in text.unicodeScalars {
            if let byte = ForeignBytes.readable(scalar) {
                result += byte
            } else if isSpacing(scalar) {
                if result.isEmpty || result.hasSuffix(" ") { continue }
                result += " "
            } else {
                result.unicodeScalars.append(scalar)
            }
            length += 1
            if length == limit { return result + "…" }
        }
        if result.hasSuffix(" ") { result.removeLast() }
        return result
    }

    /// The same without a limit and with every blank kept: for a line that the program has composed of
    /// texts that may be foreign.
    package static func oneLine(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = ""
        for scalar in ForeignBytes.readable(text).unicodeScalars {
            result.unicodeScalars.append(isSpacing(scalar) ? " " : scalar)
        }
        return result
    }

    /// Whatever moves the cursor, changes the writing direction or is invisible.
    package static func isSpacing(_ scalar: Unicode.Scalar) -> Bool {
        if (0x21..<0x7F).contains(scalar.value) { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
            .privateUse, .unassigned:
            true
        default: false
        }
    }
}
