import SecretMemory
import Testing

/// HMAC-SHA256 against RFC 4231, BLAKE2b against RFC 7693 and libsodium's own test data.
@Suite("Digests")
struct DigestVectorTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let key: String
        let message: String
        let result: String
    }

    static let hmac = [
        Vector(
            testDescription: "RFC 4231, 4.2",
            key: String(repeating: "0b", count: 20), message: "4869205468657265",
            result: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            testDescription: "RFC 4231, 4.3: a short key", key: "4a656665",
            message: "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            result: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            testDescription: "RFC 4231, 4.4", key: String(repeating: "aa", count: 20),
            message: String(repeating: "dd", count: 50),
            result: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            testDescription: "RFC 4231, 4.5",
            key: "0102030405060708090a0b0c0d0e0f10111213141516171819",
            message: String(repeating: "cd", count: 50),
            result: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            testDescription: "RFC 4231, 4.6, not truncated",
            key: String(repeating: "0c", count: 20),
            message: "546573742057697468205472756e636174696f6e",
            result: "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5"),
        Vector(
            testDescription: "RFC 4231, 4.7: a key longer than a block",
            key: String(repeating: "aa", count: 131),
            message: """
                54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b
                6579204669727374
                """,
            result: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            testDescription: "RFC 4231, 4.8: a key and a message longer than a block",
            key: String(repeating: "aa", count: 131),
            message: """
                5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a6520
                6b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579
                206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d
                414320616c676f726974686d2e
                """,
            result: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: hmac)
    func `HMAC-SHA256 gives what RFC 4231 says`(_ vector: Vector) {
        let code = HMACSHA256.authenticationCode(
            for: bytes(vector.message).span.bytes, key: SecretBytes(copying: bytes(vector.key)))
        #expect(code.revealed == bytes(vector.result))
    }

    private func sequence(_ count: Int, from start: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + start) }
    }

    /// Python's hmac module over OpenSSL gave the same codes; here is the digest of all of them.
    @Test func `HMAC-SHA256 is right for keys and messages about every border of a block`() {
        var codes: [UInt8] = []
        for key in [1, 16, 31, 32, 33, 40, 63, 64, 65, 127, 128, 129, 200] {
            for count in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 121, 127, 128, 129, 1000] {
                codes +=
                    HMACSHA256.authenticationCode(
                        for: sequence(count, from: count + 1).span.bytes,
                        key: SecretBytes(copying: sequence(key, from: key))
                    ).revealed
            }
        }
        #expect(
            BLAKE2b.digest(of: codes)
                == bytes("e036acdd734ffaf9b9be60261e6531c00134c09da9d54ea65d3719c6ef6306f9"))
    }

    /// The 256-bit digests of "" and "abc"; BLAKE2b-256 has its length in its parameters.
    @Test(arguments: [
        ("", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
        ("616263", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
    ])
    func `BLAKE2b-256 gives the known digests`(message: String, result: String) {
        #expect(BLAKE2b.digest(of: bytes(message)) == bytes(result))
    }

    @Test func `a keyed digest depends on the key and is not the plain one`() {
        let message = Array("message".utf8)
        let one = BLAKE2b.keyedDigest(of: message, key: SecretBytes("key one key one!")).revealed
        let two = BLAKE2b.keyedDigest(of: message, key: SecretBytes("key two key two!")).revealed
        #expect(one.count == 32)
        #expect(one != two)
        #expect(one != BLAKE2b.digest(of: message))
    }
}
