import SecretMemory

/// A JSON string's content. Programs differ in what they escape, and how.
struct JSONForm: EscapedForm {
    /// `\n` instead of `\u000a`.
    let isShort: Bool
    /// `\/` instead of `/`; PHP's way.
    let escapesSlash: Bool
    /// `\u003c` for `<`, and so for `>`, `&` and `'`; Go's way, and Gson's.
    let escapesHTML: Bool
    let digitCase: DigitCase

    static var all: [JSONForm] {
        let both = [true, false]
        return both.flatMap { isShort in
            both.flatMap { slash in
                both.flatMap { html in
                    DigitCase.allCases.map {
                        JSONForm(
                            isShort: isShort, escapesSlash: slash, escapesHTML: html, digitCase: $0)
                    }
                }
            }
        }
    }

    func append(_ byte: UInt8, to output: inout OutputRawSpan) {
        if let letter = shortEscape(of: byte) {
            output.append(contentsOf: [UInt8(ascii: "\\"), letter])
        } else if byte < 0x20 || byte == 0x7F && !isShort || escapesHTML && isMarkup(byte) {
            output.append(contentsOf: Array("\\u00".utf8) + digitCase.digits(of: byte))
        } else {
            output.append(contentsOf: [byte])
        }
    }

    private func shortEscape(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case UInt8(ascii: "/"): escapesSlash ? byte : nil
        case 8: isShort ? UInt8(ascii: "b") : nil
        case 9: isShort ? UInt8(ascii: "t") : nil
        case 10: isShort ? UInt8(ascii: "n") : nil
        case 12: isShort ? UInt8(ascii: "f") : nil
        case 13: isShort ? UInt8(ascii: "r") : nil
        default: nil
        }
    }

    private func isMarkup(_ byte: UInt8) -> Bool {
        [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "'")].contains(byte)
    }
}
