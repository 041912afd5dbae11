import SecretMemory
import Vault

/// What a password has in it that its owner hardly means: a likely cause when it is wrong.
enum PasswordOddity: Equatable {
    case carriageReturn
    case pastedBrackets
    case byteOrderMark
    case blanksAround
    case severalLines
    /// Characters that another keyboard or program may write in other bytes.
    case notASCII

    init?(of password: borrowing SecretBytes) {
        let found = password.withBytes { bytes -> PasswordOddity? in
            let last = bytes.byteCount - 1
            guard last >= 0 else { return nil }
            if bytes.byte(at: last) == UInt8(ascii: "\r") { return .carriageReturn }
            if bytes.contains("\u{1B}[200~") || bytes.contains("\u{1B}[201~") {
                return .pastedBrackets
            }
            if bytes.starts(with: "\u{FEFF}") { return .byteOrderMark }
            let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n")]
            if blanks.contains(bytes.byte(at: 0)) || blanks.contains(bytes.byte(at: last)) {
                return .blanksAround
            }
            if bytes.contains("\n") { return .severalLines }
            return (0...last).contains { bytes.byte(at: $0) >= 0x80 } ? .notASCII : nil
        }
        guard let found else { return nil }
        self = found
    }

    var sentence: String {
        switch self {
        case .carriageReturn:
            "It ends in a carriage return: a file with Windows line ends (CR LF) may be the cause."
        case .pastedBrackets:
            "It has a terminal's mark of pasted text (ESC [200~) in it, which may be the cause."
        case .byteOrderMark:
            "It begins with a byte order mark, which some editors write and which may be the cause."
        case .blanksAround: "It begins or ends with a blank, which may be the cause."
        case .severalLines: "It has several lines, which may be the cause."
        case .notASCII:
            "It has letters that another keyboard or program may write in other bytes, which may be the cause."
        }
    }

    /// What it means for a new password, after "the new password".
    var warning: String {
        switch self {
        case .carriageReturn:
            "ends in a carriage return, since the file has Windows line ends (CR LF): nobody can type it"
        case .pastedBrackets:
            "has a terminal's mark of pasted text (ESC [200~) in it: nobody can type it"
        case .byteOrderMark: "begins with a byte order mark: nobody can type it"
        case .blanksAround: "begins or ends with a blank or a line end, which is easily left out"
        case .severalLines: "has several lines: nobody can type it"
        case .notASCII:
            "has letters that another keyboard or program may write in other bytes"
        }
    }

    /// Whether a terminal can't give it.
    var isUntypeable: Bool {
        switch self {
        case .carriageReturn, .pastedBrackets, .byteOrderMark, .severalLines: true
        case .blanksAround, .notASCII: false
        }
    }
}

extension Failure {
    /// `nil` where nothing about the password is odd.
    static func wrongPassword(_ oddity: PasswordOddity?) -> Failure? {
        oddity.map { oddity in
            let plain = Failure(VaultError.wrongPassword)
            return Failure(plain.status, plain.kind, "\(plain.message) \(oddity.sentence)")
        }
    }
}
