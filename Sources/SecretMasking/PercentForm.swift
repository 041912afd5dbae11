import SecretMemory

/// `%2F` for what may not stand in an address. Programs differ in what may.
struct PercentForm: EscapedForm {
    enum Style: CaseIterable {
        /// RFC 3986: all but letters, digits and `-._~`; curl's way.
        case strict
        /// A path: slashes stay; Python's way.
        case path
        /// JavaScript's `encodeURIComponent`.
        case component
        /// JavaScript's `encodeURI`.
        case address
        /// A form's field: a space becomes a plus.
        case form

        /// What stays as it is beside letters and digits.
        var kept: StaticString {
            switch self {
            case .strict: "-._~"
            case .path: "-._~/"
            case .component: "-._~!*'()"
            case .address: "-._~!*'();,/?:@&=+$#"
            case .form: "-._*"
            }
        }
    }

    let style: Style
    let digitCase: DigitCase

    func append(_ byte: UInt8, to output: inout OutputRawSpan) {
        if keeps(byte) {
            output.append(contentsOf: [byte])
        } else if style == .form && byte == UInt8(ascii: " ") {
            output.append(contentsOf: [UInt8(ascii: "+")])
        } else {
            output.append(contentsOf: [UInt8(ascii: "%")] + digitCase.digits(of: byte))
        }
    }

    private func keeps(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: style.kept.description.utf8.contains(byte)
        }
    }
}
