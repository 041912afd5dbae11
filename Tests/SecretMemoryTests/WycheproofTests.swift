import Foundation
import SecretMemory
import Testing

/// HMAC-SHA256 against `Wycheproof/hmac_sha256_test.json`: lengths about the borders of a block, and codes with changed bits.
///
/// The file is Project Wycheproof's (Apache License 2.0), as Debian's source package android-platform-external-boringssl
/// 13.0.0+r24 has it: SHA-256 38f4cae1be5726d0af0c3e8967d4124157c0855736dccc6a7d0b40b8739bf93c.
@Suite("Wycheproof")
struct WycheproofTests {
    private struct File: Decodable {
        let numberOfTests: Int
        let testGroups: [Group]
    }

    private struct Group: Decodable {
        /// In bits; a shorter code is the beginning of the whole one.
        let tagSize: Int
        let tests: [Vector]
    }

    private struct Vector: Decodable {
        let tcId: Int
        let key: String
        let msg: String
        let tag: String
        let result: String
    }

    @Test func `HMAC-SHA256 gives each valid code, and none of the others`() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Wycheproof/hmac_sha256_test.json")
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
        #expect(file.numberOfTests == 174)
        #expect(file.testGroups.map(\.tests.count).reduce(0, +) == file.numberOfTests)
        for group in file.testGroups {
            for vector in group.tests {
                let code = HMACSHA256.authenticationCode(
                    for: bytes(vector.msg).span.bytes, key: SecretBytes(copying: bytes(vector.key)))
                let isRight = Array(code.revealed.prefix(group.tagSize / 8)) == bytes(vector.tag)
                #expect(isRight == (vector.result == "valid"), "test \(vector.tcId)")
            }
        }
    }
}
