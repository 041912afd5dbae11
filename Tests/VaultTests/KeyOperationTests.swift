import SecretMemory
import Testing

@testable import Vault

@Suite("Many operations of a key at once")
struct KeyOperationTests {
    private let key = InMemoryVaultKey(
        SecretBytes(copying: [UInt8](repeating: 7, count: 32)), vaultID: .random(), keyEpoch: 1)

    private func box(_ payload: [UInt8], type: UInt16) throws -> MetadataBox {
        let context = SealingContext.page(PagePlace(kind: .keys, number: 7), generation: 2)
        let box = try SecretBytes(copying: payload).withBytes {
            try key.seal($0, under: context, type: type)
        }
        return MetadataBox(box, under: context, type: type)
    }

    @Test func `come to the same one by one`() throws {
        let operations: [KeyOperation] = [
            .open(try box([1, 2, 3], type: 18)), .attest(.marked([4])),
            .open(try box([], type: 16)),
            .open(try box([UInt8](repeating: 5, count: 9_000), type: 17)),
            .attest(.links(AuditLinks(from: AuditRow.origin, first: 5, digests: Array(0..<64)))),
        ]
        let results = try key.perform(operations)
        #expect(try CountedKey(key).perform(operations) == results)
        #expect(results[0] == .opened(OpenedBox(type: 18, payload: [1, 2, 3])))
    }

    @Test func `link events as the audit log does`() throws {
        let digests = (0..<3).map { [UInt8](repeating: $0, count: 32) }
        var (head, all) = (AuditRow.origin, [UInt8]())
        for (index, digest) in digests.enumerated() {
            head = key.mac(
                AuditRow.link(previous: head, sequence: UInt64(index) + 9, boxDigest: digest),
                for: .audit)
            all += head
        }
        let links = AuditLinks(from: AuditRow.origin, first: 9, digests: digests.flatMap { $0 })
        #expect(try key.perform([.attest(.links(links))]) == [.bytes(head)])
        let each = AuditLinks(
            from: links.start, first: 9, digests: links.digests, wantsEach: true)
        #expect(try key.perform([.attest(.links(each))]) == [.bytes(all)])
        let none = AuditLinks(from: head, first: 12, digests: [])
        #expect(try key.perform([.attest(.links(none))]) == [.bytes(head)])
    }

    @Test func `fail with the first that can't be done`() throws {
        let good = try box([1], type: 16)
        let moved = MetadataBox(
            good.box, under: .page(PagePlace(kind: .keys, number: 8), generation: 2), type: 16)
        let failure = BatchError.operation(1, .damaged("a box does not open where it stands"))
        #expect(throws: failure) { try key.openEach([good, moved, good, moved]) }
        #expect(throws: failure) { try CountedKey(key).openEach([good, moved, good, moved]) }
    }
}
