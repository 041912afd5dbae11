import SecretMemory
import Testing

/// HMAC-SHA256 against RFC 4231 and Wycheproof, BLAKE2b against RFC 7693 and libsodium's own test data.
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

    /// Wycheproof's hmac_sha256_test.json (C2SP), by tcId: lengths about the borders of a block.
    static let wycheproof = [
        Vector(
            testDescription: "test 1, empty",
            key: "1e225cafb90339bba1b24076d4206c3e79c355805d851682bc818baa4f5a7779", message: "",
            result: "b175b57d89ea6cb606fb3363f2538abd73a4c00b4a1386905bac809004cf1933"),
        Vector(
            testDescription: "test 2, one byte",
            key: "8159fd15133cd964c9a6964c94f0ea269a806fd9f43f0da58b6cd1b33d189b2a", message: "77",
            result: "dfc5105d5eecf7ae7b8b8de3930e7659e84c4172f2555142f1e568fc1872ad93"),
        Vector(
            testDescription: "test 17, 16 bytes",
            key: "6fa353868c82e5deeedac7f09471a61bf749ab5498239e947e012eee3c82d7c4",
            message: "aeed3e4d4cb9bbb60d482e98c126c0f5",
            result: "9ed7f0e73812a27a87a3808ee0c89a6456499e835974ba57c5aab2a0d8c69e93"),
        Vector(
            testDescription: "test 18, 17 bytes",
            key: "5300489494ca86221c91d6d953952ae1a5e097139dc9cf1179c2f56433753824",
            message: "90fea6cf2bd811b449f333ee9233e57697",
            result: "5b692cba13b54fffc3adcbb0e015cc011fbfd61235303ff0ad2a49775083bf22"),
        Vector(
            testDescription: "test 20, 32 bytes",
            key: "186e248ad824e1eb93329a7fdcd565b6cb4eaf3f85b90b910777128d8c538d27",
            message: "92ef9ff52f46eccc7e38b9ee19fd2de3b37726c8e6ce9e1b96db5dda4c317902",
            result: "3fc1d73dd4a8858c1fc3d8c4a3f33ed5ad0c70210038394a5902cb26fe287348"),
        Vector(
            testDescription: "test 21, 47 bytes",
            key: "28855c7efc8532d92567300933cc1ca2d0586f55dcc9f054fcca2f05254fbf7f",
            message: """
                9c09207ff0e6e582cb3747dca954c94d45c05e93f1e6f21179cf0e25b4cede74b5479d32f5166935c86f044190\
                5865
                """,
            result: "788c0589000fb7f0b5d51f1596472bc9ec413421a43df96ee32b02b5d275ffe3"),
        Vector(
            testDescription: "test 23, 49 bytes",
            key: "69c50d5274358188cff4c0fae742243d4e8a5e5ba55d94ff40edd90f6a43dd10",
            message: """
                1ac5255aff052828d8ea21b376f1ebdd4bb879949913900405aebce83e48feb6813b5e9c89f94501a8ade41b26\
                b815c521
                """,
            result: "4b0b4d0416fa2e11586fbfa7fb11261e69991dfa34019b9893d69a2be8c1fc80"),
        Vector(
            testDescription: "test 24, 112 bytes",
            key: "23209b7c5aadcbd13f7279af1a86d3c7ae8f179d1bcaaad0dff9a15302e78dbf",
            message: """
                84bdac37e1af35d9356404e2787d47ece58348dea76a4a46e8aade3463d4db8c94a051be3733b38d756984865d\
                56c60e8025f15e3f968f093e7fb7ebc7e31189c5692d15ed4256737b9b1894e5809503aaa1c9983fb096aa2191\
                6361eeb6ef455b129723a1a1ddf9deddea208529a648
                """,
            result: "4a85c479d1650dbd73bc5248074a55ff50218bddaa8d1fddaaf44946dc19aefb"),
    ]

    @Test(arguments: wycheproof)
    func `HMAC-SHA256 gives what Wycheproof says`(_ vector: Vector) {
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
