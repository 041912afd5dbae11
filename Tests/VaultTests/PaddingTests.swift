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
            #expect(try unpadded(revealed(padded), type: 5, block: block) == revealed(payload))
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
            #expect(try unpadded(revealed(padded)) == bytes)
        }
    }

    @Test func `is refused where a byte of header or padding is another`() throws {
        let payload = SecretBytes(copying: [1, 2, 3])
        let plain = revealed(payload.withBytes { Padding.padded($0, type: 2, block: 128) })
        for index in [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 127] {
            var changed = plain
            changed[index] ^= 0x41
            #expect(throws: VaultError.self, "byte \(index)") {
                _ = try unpadded(changed)
            }
        }
        #expect(throws: VaultError.self) {
            _ = try unpadded(plain, type: 3)
        }
    }

    @Test(arguments: [0, 1, 64, 127])
    func `is refused where there is no whole block`(count: Int) throws {
        #expect(throws: VaultError.self) {
            _ = try unpadded([UInt8](repeating: 0, count: count))
        }
    }
}

extension Padding {
    /// In memory of its own.
    static func padded(_ payload: RawSpan, type: UInt16, block: Int) -> SecretBytes {
        SecretBytes(capacity: count(ofPayload: payload.byteCount, block: block)) {
            append(payload, type: type, block: block, to: &$0)
        }
    }
}

private func unpadded(
    _ padded: [UInt8], type: UInt16 = 2, block: Int = 128
) throws -> [UInt8] {
    let place = try Padding.payload(in: padded.span.bytes, type: type, block: block)
    return Array(padded[place])
}
