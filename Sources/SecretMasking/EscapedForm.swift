import SecretMemory

/// How a byte of a secret is written in a text that escapes some bytes and leaves the others.
protocol EscapedForm {
    func append(_ byte: UInt8, to output: inout OutputRawSpan)
}

enum DigitCase: CaseIterable {
    case lower, upper

    func digits(of byte: UInt8) -> [UInt8] { [digit(byte >> 4), digit(byte & 15)] }

    private func digit(_ value: UInt8) -> UInt8 {
        if value < 10 { return UInt8(ascii: "0") + value }
        return (self == .lower ? UInt8(ascii: "a") : UInt8(ascii: "A")) + value - 10
    }
}

/// Two hexadecimal digits for every byte.
struct HexForm: EscapedForm {
    let digitCase: DigitCase

    func append(_ byte: UInt8, to output: inout OutputRawSpan) {
        output.append(contentsOf: digitCase.digits(of: byte))
    }
}

/// The bytes as they are.
struct RawForm: EscapedForm {
    func append(_ byte: UInt8, to output: inout OutputRawSpan) {
        output.append(contentsOf: [byte])
    }
}
