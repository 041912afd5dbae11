import Foundation
import Testing
import VaultTestSupport

@testable import SecretMasking

/// Each form as another implementation writes it.
@Suite("The forms of a secret")
struct FormTests {
    static let usual = "Q7ZK0M4X9R2T8W1Y5B3N6C0D4F7G1H2J8K9L3M5P"
    static let odd = "a/b+c=d\"e\\f g&h<i>j'k%l\n\u{1}~m(*)!"
    static let secrets = [usual, odd, "8 bytes/", "nine/byte", "ten/bytes!"]

    struct Form: CustomTestStringConvertible, Sendable {
        let name: String
        let write: @Sendable (String) -> String
        var testDescription: String { name }
    }

    static let forms = [
        Form(name: "raw") { $0 },
        Form(name: "hexadecimal") { Data($0.utf8).map { String(format: "%02x", $0) }.joined() },
        Form(name: "HEXADECIMAL") { Data($0.utf8).map { String(format: "%02X", $0) }.joined() },
        Form(name: "base64") { Data($0.utf8).base64EncodedString() },
        Form(name: "base64 for addresses") {
            Data($0.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        },
        Form(name: "JSON") { json($0, []) },
        Form(name: "JSON, slashes as they are") { json($0, .withoutEscapingSlashes) },
        Form(name: "JSON for HTML") {
            json($0, .withoutEscapingSlashes).replacing("&", with: "\\u0026")
                .replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
                .replacing("'", with: "\\u0027")
        },
        Form(name: "percent-encoded") { percent($0, kept: "-._~") },
        Form(name: "percent-encoded path") { percent($0, kept: "-._~/") },
        Form(name: "encodeURIComponent") { percent($0, kept: "-._~!*'()") },
        Form(name: "encodeURI") { percent($0, kept: "-._~!*'();,/?:@&=+$#") },
        Form(name: "a form's field") {
            percent($0, kept: "-._* ").replacing(" ", with: "+")
        },
        Form(name: "percent-encoded in lower case") {
            percent($0, kept: "-._~").replacing(#/%../#) { $0.output.lowercased() }
        },
    ]

    @Test(arguments: forms, secrets)
    func `are masked wherever the stream is cut`(form: Form, secret: String) throws {
        let masking = try Masking(Array(secret.utf8))
        let written = form.write(secret)
        // The padding is no part of the secret.
        let padding = form.name.hasPrefix("base64") ? written.drop { $0 != "=" } : ""
        let stream = Array("{\"key\": \"\(written)\"}\n".utf8)
        let expected = "{\"key\": \"[masked]\(padding)\"}\n"
        for size in 1...stream.count {
            let output = masking.masked(stream, cuts: [size])
            #expect(String(decoding: output, as: UTF8.self) == expected, "cut every \(size)")
        }
    }

    @Test(arguments: secrets, [0, 1, 2])
    func `in a longer base64 text leave at most one digit of the secret's first byte`(
        secret: String, alignment: Int
    ) throws {
        let masking = try Masking(Array(secret.utf8))
        for after in ["", "z", "\u{0}", "and more"] {
            let before = String(repeating: "x", count: 3 + alignment)
            let text = Data((before + secret + after).utf8).base64EncodedString()
            let output = String(
                decoding: masking.masked(Array(text.utf8), cuts: [text.utf8.count]), as: UTF8.self)
            let parts = output.components(separatedBy: "[masked]")
            #expect(parts.count == 2)
            // Before: whole digits of `before`, and the one that it shares with the secret.
            #expect(parts[0].count == 4 + [0, 2, 3][alignment])
            // After: what follows the digit that the secret shares with `after`.
            let digits = (8 * (3 + alignment + secret.utf8.count) + 5) / 6
            #expect(parts[1] == text.dropFirst(digits))
        }
    }

    @Test func `of any bytes are found`() throws {
        var random = SplitMix64(seed: 7)
        for count in [8, 9, 10, 40, 255, 256, 257, 1000] {
            let secret = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let masking = try Masking(secret)
            let stream = [1, 2, 3] + secret + [4] + Array(Data(secret).base64EncodedString().utf8)
            let output = masking.masked(stream, cuts: [97])
            let text = String(decoding: output.dropFirst(3), as: UTF8.self)
            #expect(text.drop { $0 != "[" }.hasPrefix("[masked]\u{4}[masked]"), "\(count) bytes")
        }
    }

    @Test(arguments: [0, 1, 7]) func `of less than eight bytes are refused`(count: Int) {
        #expect(throws: SecretTooShort(count: count)) {
            try Masking([UInt8](repeating: 65, count: count))
        }
    }

    private static func json(_ text: String, _ options: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = options
        let data = (try? encoder.encode(text)) ?? Data()
        return String(decoding: data.dropFirst().dropLast(), as: UTF8.self)
    }

    private static func percent(_ text: String, kept: String) -> String {
        var allowed = CharacterSet(charactersIn: kept)
        for range in ["0"..."9", "A"..."Z", "a"..."z"] as [ClosedRange<Unicode.Scalar>] {
            allowed.insert(charactersIn: range)
        }
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
