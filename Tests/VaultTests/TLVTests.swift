import Testing

@testable import Vault

@Suite("Fields and pages, byte by byte")
struct TLVTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let refusal: String
    }

    @Test func `no field at all is an entry's right`() throws {
        #expect(try TLVReader([][...], known: 1...3).bytes(1) == nil)
    }

    @Test func `a field is two bytes of tag, four of length, and its value`() {
        var writer = TLVWriter()
        writer.put(0x0201, [0xAA, 0xBB])
        writer.put(0x0301, nil as [UInt8]?)
        #expect(writer.bytes == [0x01, 0x02, 2, 0, 0, 0, 0xAA, 0xBB])
    }

    @Test(arguments: refusals)
    func `what no version may write is refused`(item: Case) {
        #expect(throws: VaultError.damaged(item.refusal)) {
            let reader = try TLVReader(item.bytes[...], known: 1...3)
            _ = try reader.text(1)
            _ = try reader.number(2, as: UInt32.self)
            _ = try reader.id(3)
        }
    }

    @Test func `a newer version's field that may be ignored is ignored, wherever it belongs`()
        throws
    {
        let bytes = field(1, [0x61]) + field(0x8001, [1, 2]) + field(0xFFFF, [])
        let reader = try TLVReader(bytes[...], known: 1...3)
        #expect(try reader.text(1) == "a")
    }

    @Test func `a key with such a field is the same key`() throws {
        let record = Samples.record(name: "key")
        let digest = try #require(Digest([UInt8](0..<32)))
        let key = StoredKey(record: record, secret: .init(generation: 1, digest: digest))
        let newer = KeyEntry.encode(key) + field(0x8100, [9])
        #expect(try KeyEntry.decode(newer[...], id: record.id).record == record)
        let critical = KeyEntry.encode(key) + field(14, [9])
        #expect(throws: VaultError.self) {
            try KeyEntry.decode(critical[...], id: record.id)
        }
    }

    @Test(
        arguments: [
            ([], []), (field(1, [7]), []), (field(0x8001, [1]), field(0x8001, [1])),
            (
                field(1, [7]) + field(0x8001, [1, 2]) + field(0xFFFF, []),
                field(0x8001, [1, 2]) + field(0xFFFF, [])
            ),
        ] as [([UInt8], [UInt8])])
    func `such fields come last and are found there`(entry: [UInt8], newer: [UInt8]) {
        #expect(Array(TLVReader.ignorable(in: entry[...])) == newer)
    }

    static let refusals = [
        Case(
            testDescription: "a tag that this version does not know", bytes: field(4, []),
            refusal: "an entry has a field that this version does not know"),
        Case(
            testDescription: "the last tag that may not be ignored", bytes: field(0x7FFF, []),
            refusal: "an entry has a field that this version does not know"),
        Case(
            testDescription: "tag 0", bytes: field(0, []),
            refusal: "an entry's fields are out of order"),
        Case(
            testDescription: "a field twice", bytes: field(1, [0x61]) + field(1, [0x61]),
            refusal: "an entry's fields are out of order"),
        Case(
            testDescription: "an ignorable field twice",
            bytes: field(0x8001, []) + field(0x8001, []),
            refusal: "an entry's fields are out of order"),
        Case(
            testDescription: "descending tags", bytes: field(3, []) + field(1, []),
            refusal: "an entry's fields are out of order"),
        Case(
            testDescription: "half a tag", bytes: [1], refusal: "a record ends too early"),
        Case(
            testDescription: "half a length", bytes: [1, 0, 1, 0],
            refusal: "a record ends too early"),
        Case(
            testDescription: "a value too short", bytes: [1, 0, 2, 0, 0, 0, 0x61],
            refusal: "a record ends too early"),
        Case(
            testDescription: "4 GiB of value", bytes: [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x61],
            refusal: "a record ends too early"),
        Case(
            testDescription: "a text that is no UTF-8", bytes: field(1, [0xC3, 0x28]),
            refusal: "an entry's text is no UTF-8"),
        Case(
            testDescription: "an overlong UTF-8", bytes: field(1, [0xC0, 0x80]),
            refusal: "an entry's text is no UTF-8"),
        Case(
            testDescription: "a number too short", bytes: field(2, [1, 2, 3]),
            refusal: "an entry's number has a wrong size"),
        Case(
            testDescription: "a number too long", bytes: field(2, [1, 2, 3, 4, 5]),
            refusal: "an entry's number has a wrong size"),
        Case(
            testDescription: "an id too short", bytes: field(3, [1]),
            refusal: "an entry lacks a field or has a wrong one"),
    ]
}

private func field(_ tag: UInt16, _ value: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(tag)
    writer.append(UInt32(value.count))
    writer.append(value)
    return writer.bytes
}

@Suite("A page's payload")
struct PageTests {
    @Test(arguments: [1, 2, 63, 64])
    func `gives its entries back, by ascending id`(count: Int) throws {
        let entries = (0..<count).map {
            (id: RecordID.random(), fields: [UInt8(truncatingIfNeeded: $0)])
        }
        let read = try Page.decode(Page.encode(entries))
        let sorted = entries.sorted { $0.id < $1.id }
        #expect(read.map(\.id) == sorted.map(\.id))
        #expect(read.map { Array($0.fields) } == sorted.map(\.fields))
    }

    @Test func `is refused where it is none`() throws {
        let ids = [RecordID.random(), RecordID.random()].sorted()
        let one = Page.encode([(ids[0], [7])])
        let two = Page.encode([(ids[0], [7]), (ids[1], [8])])
        let entry = 4 + 16 + 1
        let swapped = Array(two[..<4] + two[(4 + entry)...] + two[4..<(4 + entry)])
        let twice = Array(two[..<4] + one[4...] + one[4...])
        var short = one
        short[4] = 15
        let wrong: [[UInt8]] = [
            [], [65, 0, 0, 0] + one[4...], [2, 0, 0, 0] + one[4...], one + [0],
            Array(one.dropLast()), swapped, twice, short, [255, 255, 255, 255],
        ]
        for (index, payload) in wrong.enumerated() {
            #expect(throws: VaultError.self, "case \(index)") { try Page.decode(payload) }
        }
    }
}
