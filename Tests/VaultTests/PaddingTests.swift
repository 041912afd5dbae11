import SecretMemory
import Testing

@testable import Vault

@Suite("Padding")
struct PaddingTests {
    @Test(arguments: [128, 256, 4_096], [1, 2, 3])
    func `fills whole blocks and gives the payload back, on both sides of every boundary`(
        block: Int, blocks: Int
    ) throws {
        for count in (block * blocks - 11)...(block * blocks - 6) {
            let payload = SecretBytes(copying: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
            let padded = payload.withBytes { Padding.padded($0, type: 5, block: block) }
            // Eight bytes of header and at least one of padding.
            let expected = (count + 9 + block - 1) / block * block
            #expect(padded.count == expected, "\(count) bytes")
            let again = try Padding.payload(of: padded, type: 5, block: block)
            #expect(revealed(again) == revealed(payload))
        }
    }

    @Test func `shows the same length for every short secret`() {
        let lengths = Set(
            (0...119).map { count in
                let secret = SecretBytes(copying: [UInt8](repeating: 1, count: count))
                return secret.withBytes { Padding.padded($0, type: 2, block: 128).count }
            })
        #expect(lengths == [128])
    }

    @Test func `keeps an empty payload and one of zeros and padding bytes`() throws {
        for bytes in [[], [0], [0x80], [0x80, 0, 0], [UInt8](repeating: 0, count: 200)] as [[UInt8]]
        {
            let payload = SecretBytes(copying: bytes)
            let padded = payload.withBytes { Padding.padded($0, type: 2, block: 128) }
            #expect(try revealed(Padding.payload(of: padded, type: 2, block: 128)) == bytes)
        }
    }

    @Test func `is refused where a byte of header or padding is another`() throws {
        let payload = SecretBytes(copying: [1, 2, 3])
        let plain = revealed(payload.withBytes { Padding.padded($0, type: 2, block: 128) })
        for index in [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 127] {
            var changed = plain
            changed[index] ^= 0x41
            #expect(throws: VaultError.self, "byte \(index)") {
                _ = try Padding.payload(
                    of: SecretBytes(copying: changed), type: 2, block: 128)
            }
        }
        #expect(throws: VaultError.self) {
            _ = try Padding.payload(of: SecretBytes(copying: plain), type: 3, block: 128)
        }
    }

    @Test(arguments: [0, 1, 64, 127])
    func `is refused where there is no whole block`(count: Int) throws {
        #expect(throws: VaultError.self) {
            _ = try Padding.payload(
                of: SecretBytes(copying: [UInt8](repeating: 0, count: count)), type: 2, block: 128)
        }
    }
}
