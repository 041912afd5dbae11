import SecretMemory

/// Every way to write a secret that a mask looks for, one after the other in guarded memory.
struct SecretForms: ~Copyable {
    let bytes: SecretBytes
    let ranges: [Range<Int>]

    init(of secret: borrowing SecretBytes) {
        var list = FormList()
        bytes = secret.withBytes { secret in
            SecretBytes(capacity: FormList.room(for: secret.byteCount)) { output in
                list.appendEscaped(secret, to: &output)
                list.appendBase64(secret, to: &output)
            }
        }
        ranges = list.ranges
    }
}

/// Appends forms, each once.
private struct FormList {
    private(set) var ranges: [Range<Int>] = []

    private static var escaped: [any EscapedForm] {
        let cases = DigitCase.allCases
        return [RawForm()] + cases.map { HexForm(digitCase: $0) } + JSONForm.all
            + PercentForm.Style.allCases.flatMap { style in
                cases.map { PercentForm(style: style, digitCase: $0) }
            }
    }

    /// Each form is at most six times as long as the secret; the values of a last digit in base64 are 16.
    static func room(for count: Int) -> Int {
        let base64 = (4 * (count + 2) / 3 + 2) * (3 + 16 + 4) * Base64Form.Alphabet.allCases.count
        return 6 * count * escaped.count + base64
    }

    mutating func appendEscaped(_ secret: RawSpan, to output: inout OutputRawSpan) {
        for form in Self.escaped {
            append(to: &output) { output in
                for index in 0..<secret.byteCount {
                    form.append(secret.byte(at: index), to: &output)
                }
            }
        }
    }

    mutating func appendBase64(_ secret: RawSpan, to output: inout OutputRawSpan) {
        for alphabet in Base64Form.Alphabet.allCases {
            for alignment in 0..<3 {
                let form = Base64Form(alphabet: alphabet, alignment: alignment)
                append(form, of: secret, last: nil, to: &output)
                for value in form.lastValues(of: secret) ?? 0..<0 {
                    append(form, of: secret, last: value, to: &output)
                }
            }
        }
    }

    private mutating func append(
        _ form: Base64Form, of secret: RawSpan, last: UInt8?, to output: inout OutputRawSpan
    ) {
        append(to: &output) { output in
            for index in form.digits(of: secret.byteCount) {
                output.append(contentsOf: [form.digit(at: index, of: secret)])
            }
            if let last { output.append(contentsOf: [form.character(last)]) }
        }
    }

    /// Takes back what stands there already.
    private mutating func append(
        to output: inout OutputRawSpan, _ write: (inout OutputRawSpan) -> Void
    ) {
        let start = output.byteCount
        write(&output)
        let new = start..<output.byteCount
        let isKnown = ranges.contains { Self.areEqual($0, new, in: output.bytes) }
        guard isKnown else { return ranges.append(new) }
        output.removeLast(new.count)
    }

    private static func areEqual(
        _ left: Range<Int>, _ right: Range<Int>, in bytes: RawSpan
    ) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { bytes.byte(at: $0) == bytes.byte(at: $1) }
    }
}
