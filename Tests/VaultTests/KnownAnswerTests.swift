import CSodium
import SecretMemory
import Testing

@testable import Vault

@Suite("Known answers: what libsodium must give")
struct KnownAnswerTests {
    private let vectors: Vectors

    init() throws { vectors = try Vectors() }

    @Test func `secretbox seals and opens NaCl's own test`() throws {
        let vector = try vectors["secretbox"]
        let message = try vector.secret("message")
        let key = try vector.secret("key")
        let nonce = try vector("nonce")
        let sealed = message.withBytes { SecretBox.seal($0, key: key, nonce: nonce) }
        #expect(try sealed == nonce + vector("box"))
        guard let opened = SecretBox.open(sealed, key: key) else {
            Issue.record("the box does not open")
            return
        }
        #expect(revealed(opened) == revealed(message))
    }

    @Test func `a subkey is libsodium's own`() throws {
        let vector = try vectors["kdf"]
        let number = UInt64(try vector.number("number"))
        let subkey = Subkey.derive(number, "KDF test", from: try vector.secret("key"))
        #expect(try revealed(subkey) == vector("subkey"))
    }

    @Test(arguments: ["pwhash 4882 KiB", "pwhash 4096 KiB"])
    func `Argon2id gives libsodium's own hash`(name: String) throws {
        let vector = try vectors[name]
        let parameters = KeyDerivationParameters(
            uncheckedMemoryKiB: try vector.number("memory"), passes: try vector.number("passes"))
        let root = try PasswordHash.derive(
            vector.secret("password"), salt: vector("salt"), parameters)
        #expect(try revealed(root) == vector("hash"))
    }

    @Test func `BLAKE2b-256 of three letters`() throws {
        let vector = try vectors["generichash abc"]
        #expect(try BLAKE2b.digest(of: vector("message")) == vector("digest"))
    }

    /// Where the length is ours, the digest is taken by our code; the others by libsodium directly.
    @Test func `BLAKE2b passes the self-test of RFC 7693`() throws {
        var all: [UInt8] = []
        for size in [20, 32, 48, 64] {
            for count in [0, 3, 128, 129, 255, 1024] {
                let message = Self.sequence(count)
                all += Self.digest(message, key: [], size: size)
                all += Self.digest(message, key: Self.sequence(size), size: size)
            }
        }
        #expect(try BLAKE2b.digest(of: all) == vectors["generichash selftest"]("digest"))
    }

    @Test func `every vector says what it is`() {
        #expect(vectors.all.count >= 15)
        for vector in vectors.all {
            #expect(["published", "own"].contains(vector.origin) && !vector.description.isEmpty)
        }
    }

    private static func digest(_ message: [UInt8], key: [UInt8], size: Int) -> [UInt8] {
        if size == BLAKE2b.byteCount {
            guard !key.isEmpty else { return BLAKE2b.digest(of: message) }
            return revealed(BLAKE2b.keyedDigest(of: message, key: SecretBytes(copying: key)))
        }
        var digest = [UInt8](repeating: 0, count: size)
        crypto_generichash(&digest, size, message, UInt64(message.count), key, key.count)
        return digest
    }

    /// The RFC's sequence: Fibonacci's, with the length as its seed.
    private static func sequence(_ count: Int) -> [UInt8] {
        var (before, now) = (0xDEAD_4BAD &* UInt32(count), UInt32(1))
        return (0..<count).map { _ in
            (before, now) = (now, before &+ now)
            return UInt8(now >> 24)
        }
    }
}
