import SecretMemory
import Testing

/// RFC 4648, section 10, in the forms without padding.
@Suite("Base32 and hexadecimal")
struct CodecTests {
    static let base32 = [
        ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"),
        ("fooba", "mzxw6ytb"), ("foobar", "mzxw6ytboi"),
    ]

    @Test(arguments: base32)
    func `base32 goes there and back, in both cases`(text: String, digits: String) throws {
        #expect(Base32.encode(Array(text.utf8)) == digits)
        for form in [digits, digits.uppercased()] {
            #expect(decodedBase32(form) == Array(text.utf8))
        }
    }

    @Test(arguments: [
        "m", "mzx", "mzxw6y", "m1", "m8", "m0", "my=", "m y", "é", "mz", "mzxr", "[a",
    ])
    func `base32 refuses what no bytes have as digits`(digits: String) {
        #expect(decodedBase32(digits) == nil)
    }

    @Test func `base32 knows its 32 digits and no other byte`() {
        let digits = Set(Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8))
        for byte in UInt8.min...UInt8.max {
            // Seven zero digits before it keep the left-over bits zero.
            let isDigit = decodedBase32(Array("aaaaaaa".utf8) + [byte]) != nil
            #expect(isDigit == digits.contains(byte), "byte \(byte)")
        }
    }

    @Test func `all bytes survive base32 and hexadecimal`() {
        let all = (UInt8.min...UInt8.max).map { $0 }
        #expect(decodedBase32(Array(Base32.encode(all).utf8)) == all)
        #expect(decodedHex(Array(Hex.encode(all).utf8)) == all)
    }

    @Test func `hexadecimal is lower case when written and either when read`() {
        #expect(Hex.encode([0x00, 0xAB, 0xFF]) == "00abff")
        #expect(decodedHex(Array("00ABff".utf8)) == [0x00, 0xAB, 0xFF])
    }

    @Test(arguments: ["0", "0g", "0x00", "00 ", "0:0"])
    func `hexadecimal refuses what is no whole bytes`(digits: String) {
        #expect(decodedHex(Array(digits.utf8)) == nil)
    }

    private func decodedBase32(_ digits: String) -> [UInt8]? { decodedBase32(Array(digits.utf8)) }

    private func decodedBase32(_ digits: [UInt8]) -> [UInt8]? {
        var isValid = false
        let bytes = SecretBytes(capacity: digits.count + 1) { output in
            isValid = Base32.appendDecoded(digits.span.bytes, to: &output)
        }
        return isValid ? bytes.revealed : nil
    }

    private func decodedHex(_ digits: [UInt8]) -> [UInt8]? {
        var isValid = false
        let bytes = SecretBytes(capacity: digits.count + 1) { output in
            isValid = Hex.appendDecoded(digits.span.bytes, to: &output)
        }
        return isValid ? bytes.revealed : nil
    }
}
