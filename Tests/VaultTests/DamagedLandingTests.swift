import SecretMemory
import Testing

@testable import Vault

@Suite("A landing file that is not as it was written")
struct DamagedLandingTests {
    private static let kinds = LandedBytes.Kind.allCases
    /// Those whose boxes are looked at byte by byte.
    private static let sealedKinds: [LandedBytes.Kind] = [.key, .heldKey, .elsewhere]
    private let key = InMemoryVaultKey(
        SecretBytes(randomCount: 32), vaultID: .random(), keyEpoch: 1)

    private func read(
        _ bytes: [UInt8], of intent: RecordID = LandedBytes.intent
    ) throws -> LandedFact {
        try LandedFact(.read(bytes, intent: intent, key: key), key: key)
    }

    private func reason(
        _ bytes: [UInt8], of intent: RecordID = LandedBytes.intent
    ) throws -> String? {
        guard case .damaged(let reason) = try Landing.Content.read(bytes, intent: intent, key: key)
        else { return nil }
        return reason
    }

    @Test(arguments: kinds)
    func `says what it said whichever bit of its header or hash is another`(
        kind: LandedBytes.Kind
    ) throws {
        let landed = try LandedBytes(kind, key: key)
        for index in landed.content.indices where !landed.isBoxed(index) {
            for bit in 0..<8 {
                var bytes = landed.content
                bytes[index] ^= 1 << bit
                #expect(try read(bytes) == LandedFact(kind), "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test(arguments: sealedKinds)
    func `is damaged, and never blank, whichever byte of a box is another`(
        kind: LandedBytes.Kind
    ) throws {
        let landed = try LandedBytes(kind, key: key)
        for index in landed.content.indices where landed.isBoxed(index) {
            var bytes = landed.content
            bytes[index] ^= 1 << (index % 8)
            #expect(try read(bytes) == .damaged, "byte \(index)")
        }
    }

    @Test(arguments: sealedKinds)
    func `says what it said where it was cut off behind its boxes, and is damaged before`(
        kind: LandedBytes.Kind
    ) throws {
        let landed = try LandedBytes(kind, key: key)
        for cut in 1...landed.content.count {
            let zeros = [UInt8](repeating: 0, count: LandingFile.byteCount - cut)
            let bytes = landed.content.prefix(cut) + zeros
            let expected = landed.holdsBoxes(Array(bytes)) ? LandedFact(kind) : .damaged
            #expect(try read(Array(bytes)) == expected, "cut at \(cut)")
        }
    }

    @Test(arguments: kinds)
    func `is read alike where its end is missing`(kind: LandedBytes.Kind) throws {
        let landed = try LandedBytes(kind, key: key)
        for cut in stride(from: 1, through: landed.content.count, by: 31) {
            let bytes = Array(landed.content.prefix(cut))
            let zeros = [UInt8](repeating: 0, count: LandingFile.byteCount - cut)
            #expect(try read(bytes) == read(bytes + zeros), "cut at \(cut)")
        }
    }

    @Test(arguments: kinds, [0x00, 0xFF] as [UInt8])
    func `says what it said where nothing but its boxes is left`(
        kind: LandedBytes.Kind, filler: UInt8
    ) throws {
        let landed = try LandedBytes(kind, key: key)
        var bytes = [UInt8](repeating: filler, count: LandingFile.byteCount)
        for box in landed.boxes { bytes.replaceSubrange(box, with: landed.content[box]) }
        #expect(try read(bytes) == LandedFact(kind))
    }

    @Test(arguments: [0, 1, 4_095, 4_096])
    func `is blank where all is zero`(count: Int) throws {
        #expect(try read([UInt8](repeating: 0, count: count)) == .blank)
    }

    @Test(arguments: [0, 20, 4_095])
    func `is not blank with a single byte`(index: Int) throws {
        var bytes = [UInt8](repeating: 0, count: LandingFile.byteCount)
        bytes[index] = 1
        #expect(try read(bytes) == .damaged)
    }

    @Test(arguments: [(800, 40), (1_900, 40), (700, 200), (1_000, 1_000)])
    func `is found in every size that a box can have`(user: Int, secret: Int) throws {
        let user = String(repeating: "u", count: user)
        let record = Samples.record(name: "large", user: user)
        let secret = String(repeating: "s", count: secret)
        let sealed = try SealedKey(sealing: bytes(secret), of: record, key: key)
        var landed = try LandedKey.encode(sealed, intent: LandedBytes.intent, key: key)
        landed.replaceSubrange(0..<21, with: repeatElement(0xFF, count: 21))
        #expect(try read(landed) == .key(record.id, secret: secret))
    }

    @Test(arguments: kinds)
    func `is refused in another intent's place`(kind: LandedBytes.Kind) throws {
        let landed = try LandedBytes(kind, key: key).content
        #expect(try read(landed, of: .random()) == .damaged)
        let reason = try #require(try reason(landed, of: .random()))
        #expect(reason.contains("another creation"))
    }

    @Test(arguments: kinds)
    func `is refused in another vault`(kind: LandedBytes.Kind) throws {
        let other = InMemoryVaultKey(
            SecretBytes(randomCount: 32), vaultID: key.vaultID, keyEpoch: 1)
        #expect(try read(LandedBytes(kind, key: other).content) == .damaged)
    }

    @Test func `is refused with another key's secret`() throws {
        let landed = try LandedBytes(.key, key: key).content
        let other = try SealedKey(
            sealing: bytes(LandedBytes.secret), of: LandedBytes.record, key: key)
        let mixed = LandingKind.key.encode([Array(landed[21..<1_085]), other.row.box])
        #expect(try read(mixed) == .damaged)
    }

    @Test func `tells how far its write came, or which key's secret is damaged`() throws {
        let landed = try LandedBytes(.key, key: key).content
        #expect(try reason(Array(landed.prefix(7)))?.contains("cut off after 7 bytes") == true)
        #expect(try reason(Array(landed.prefix(700)))?.contains("cut off") == true)
        for (index, words) in [(100, "its bytes have changed"), (1_100, "AKlanded")] {
            var bytes = landed
            bytes[index] ^= 1
            #expect(try reason(bytes)?.contains(words) == true)
        }
    }
}

// MARK: - What it asks of the key

extension DamagedLandingTests {
    @Test(arguments: zip(kinds, [2, 1, 1, 1]))
    func `asks an intact file's key no more than its boxes need`(
        kind: LandedBytes.Kind, opens: Int
    ) throws {
        let counted = CountedKey(key)
        let landed = try LandedBytes(kind, key: key).content
        _ = try Landing.Content.read(landed, intent: LandedBytes.intent, key: counted)
        #expect(counted.opens == opens)
    }

    @Test(arguments: ["", "vault/land/v1", "vault/hold/v1", "vault/away/v1"])
    func `asks seven times where nothing opens`(magic: String) throws {
        let counted = CountedKey(key)
        let bytes = Array(magic.utf8) + [UInt8](repeating: 0xA5, count: 4_000)
        _ = try Landing.Content.read(bytes, intent: LandedBytes.intent, key: counted)
        #expect(counted.opens == 7)
    }

    @Test(arguments: kinds, 0..<2)
    func `is no damage where the key is not to be had`(
        kind: LandedBytes.Kind, opens: Int
    ) throws {
        var bytes = try LandedBytes(kind, key: key).content
        // The first box does not open, so that the key is asked again.
        bytes[40] ^= 1
        #expect(throws: VaultError.keyUnavailable("the agent has locked the vault")) {
            try Landing.Content.read(
                bytes, intent: LandedBytes.intent, key: CountedKey(key, most: opens))
        }
    }
}
