import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import APIClient

@Suite struct `The answer's scanner` {
    private func scan(_ bytes: [UInt8]) throws(JSONScanError) -> JSONScanner {
        try JSONScanner(bytes.span)
    }

    private func opened(_ text: String) throws -> (json: String, secret: String?) {
        var body = body(text)
        var answer = try OpenedAnswer(opening: &body)
        let json = String(decoding: answer.json, as: UTF8.self)
        if let secret = answer.takeSecret() { return (json, revealed(secret)) }
        return (json, nil)
    }

    @Test(arguments: [
        "{}", "[]", "null", "-0.5e+10", "1E9", "\"\"", " {\"a\" : [ 1 , true , {} ] }\n",
        #""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t""#, #"{"a":{"x":1},"b":{"x":1}}"#,
        "[[[[[[[[]]]]]]]]", "\"é€𐍈\"",
    ])
    func `accepts strict JSON`(text: String) throws {
        #expect(try scan(Array(text.utf8)).secrets.isEmpty)
    }

    @Test(
        arguments: [
            ("", .syntax), ("{", .syntax), ("{,}", .syntax), ("[1,]", .syntax),
            ("{\"a\":1,}", .syntax),
            ("{\"a\"}", .syntax), ("{a:1}", .syntax), ("'a'", .syntax), ("01", .trailingBytes),
            ("1.", .syntax), (".5", .syntax), ("+1", .syntax), ("1e", .syntax), ("-", .syntax),
            ("tru", .syntax), ("NaN", .syntax), ("\"a", .syntax), ("\"\\x\"", .syntax),
            ("\"\\u12g4\"", .syntax), ("\"\\ud800\"", .encoding), ("\"\\udc00\"", .encoding),
            ("\"\\ud800\\u0041\"", .encoding), ("\"\u{1}\"", .syntax), ("\"\n\"", .syntax),
            ("{} {}", .trailingBytes), ("{}x", .trailingBytes), ("\u{FEFF}{}", .syntax),
            ("[[[[[[[[[]]]]]]]]]", .tooDeep), (#"{"a":1,"a":2}"#, .duplicateName),
            (#"{"a":1,"\u0061":2}"#, .duplicateName), (#"{"SecretKey":1}"#, .unusableSecret),
            (#"{"SecretKey":null}"#, .unusableSecret), (#"{"SecretKey":""}"#, .unusableSecret),
            (#"{"SecretKey":{"a":"b"}}"#, .unusableSecret),
            (#"{"secretKEY":["x"]}"#, .unusableSecret),
        ] as [(String, JSONScanError.Reason)])
    func `refuses everything else`(text: String, reason: JSONScanError.Reason) {
        let error = #expect(throws: JSONScanError.self) { try scan(Array(text.utf8)) }
        #expect(error?.reason == reason)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func `refuses what is not UTF-8`(bytes: [UInt8]) {
        let error = #expect(throws: JSONScanError.self) { try scan(bytes) }
        #expect(error?.reason == .encoding)
    }

    @Test func `refuses a secret longer than any`() {
        let longest = String(repeating: "s", count: SecretPlace.longest)
        #expect(throws: Never.self) { try opened(creationAnswer(secret: longest)) }
        #expect(throws: JSONScanError.self) { try opened(creationAnswer(secret: longest + "s")) }
    }

    @Test func `takes the secret unescaped and blanks it`() throws {
        let (json, secret) = try opened(
            #"{"AccessKey":{"AccessKeyId":"A","SecretKey":"A\u0042\/\"\ud83d\ude00Z"}}"#)
        #expect(secret == "AB/\"😀Z")
        #expect(
            json.wholeMatch(of: /\{"AccessKey":\{"AccessKeyId":"A","SecretKey":" +"\}\}/) != nil)
    }

    @Test(arguments: [
        #"{"SecretKey":"S3"}"#, #"{"AccessKeys":[{"SecretKey":"S3"},{"secretkey":"S3"}]}"#,
        #"{"Other":{"SecretKey":"S3"}}"#, #"{"AccessKey":[{"SecretKey":"S3"}]}"#,
        #"{"AccessKey":{"x":{"SecretKey":"S3"}}}"#, #"{"AccessKey":{"\u0053ecretkey":"S3"}}"#,
    ])
    func `blanks a secret in any other place and hands none out`(text: String) throws {
        let (json, secret) = try opened(text)
        #expect(secret == nil)
        #expect(!json.contains("S3"))
    }
}

/// Random damage, the same in every run: whatever comes, the scanner answers.
@Suite struct `The answer's scanner, fuzzed` {
    static let corpus = [
        creationAnswer(), creationAnswer(secret: #"A\u0042\ud83d\ude00\/"#), Disturbance.denied,
        #"{"AccessKeys":[{"AccessKeyId":"A","State":"ACTIVE","Tag":"é"},{"a":-1.5e3,"b":[true,null]}]}"#,
        #"{"AccessKey":{"SecretKey":"x"},"b":{"SecretKey":"y"}}"#, "[[[[[[[[1]]]]]]]]",
    ].map { Array($0.utf8) }
    /// Bytes that mean something in JSON, more likely than others.
    static let telling =
        Array("{}[]\":,\\u0dDaAeE+-.19 \n".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]

    private static func mutant(using random: inout SplitMix64) -> [UInt8] {
        var bytes = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let byte = telling.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count: bytes[place] = byte
            case 1 where place < bytes.count:
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2 where place < bytes.count: bytes.remove(at: place)
            case 3: bytes.insert(byte, at: place)
            default:
                let end = min(bytes.count, place + Int.random(in: 0...20, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            }
        }
        return bytes
    }

    @Test func `accepts nothing that another parser refuses, and agrees on the secret`() throws {
        var random = SplitMix64(seed: 0x5CA7)
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = Self.mutant(using: &random)
            var body = ResponseBody(copying: bytes.span.bytes)
            guard var answer = try? OpenedAnswer(opening: &body) else { continue }
            accepted += 1
            let other = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
            guard let other else {
                Issue.record("accepted: \(String(decoding: bytes, as: UTF8.self))")
                continue
            }
            let key = (other as? [String: Any])?["AccessKey"] as? [String: Any]
            guard let secret = answer.takeSecret() else {
                #expect(key?["SecretKey"] == nil)
                continue
            }
            #expect(key?["SecretKey"] as? String == revealed(secret))
        }
        // Neither all nor nothing: the mutants are worth their time.
        #expect((1_000..<19_000).contains(accepted))
    }

    @Test func `answers every truncation of an answer`() {
        for bytes in Self.corpus {
            for length in 0..<bytes.count {
                #expect(throws: JSONScanError.self) {
                    try JSONScanner(Array(bytes[..<length]).span)
                }
            }
        }
    }
}
