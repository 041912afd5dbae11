import Foundation
import SecretMemory
import Testing

@testable import Vault

@Suite("Entries of every kind")
struct EntryTests {
    /// Tests name these by index: some would steer the terminal that the names are printed on.
    static let texts = [
        "", " ", "plain", "\0\u{1}\u{7F}", "line\nfeed\r\n\ttab",
        "\u{1B}[31mred\u{1B}]0;title\u{7}",
        "'; DROP TABLE secret; --", "é", "e\u{301}", "\u{202E}reversed", "👩‍👩‍👧‍👦 𝒜 中", "\u{FEFF}mark",
        "\u{10FFFF}", String(repeating: "x", count: 100_000), String(repeating: "é", count: 5_000),
    ]

    @Test(arguments: texts.indices)
    func `a key keeps any text, byte by byte`(index: Int) throws {
        let value = Self.texts[index]
        var record = Samples.record(name: "key", user: value)
        record.tag = value
        let read = try KeyEntry.decode(KeyEntry.encode(stored(record))[...], id: record.id)
        #expect(read.record == record && read.secret == stored(record).secret)
        #expect(read.record.user.map { Array($0.utf8) } == Array(value.utf8))
        #expect(read.record.tag.map { Array($0.utf8) } == Array(value.utf8))
    }

    @Test func `a key without what may be absent keeps that`() throws {
        let name = try #require(EntryName("k"))
        let record = KeyRecord(
            id: .random(), name: name, profile: .random(), user: nil, accessKeyID: "",
            state: .active, createdAt: nil, expiresAt: nil, tag: nil, storedAt: Samples.date(0),
            verifiedAt: nil)
        #expect(
            try KeyEntry.decode(KeyEntry.encode(stored(record))[...], id: record.id).record
                == record)
    }

    @Test(arguments: texts.indices)
    func `a profile keeps any text and lifetime`(index: Int) throws {
        let value = Self.texts[index]
        for lifetime in [nil, 0, 1, -1, .max, .min] as [Int64?] {
            let profile = Profile(
                name: try #require(EntryName("p")), region: value, endpoint: value, caFile: value,
                clientCertificate: value, clientKey: value, proxy: value,
                proxyLogin: SealedLogin(box: Array(value.utf8)), defaultLifetime: lifetime,
                accountID: value)
            #expect(
                try ProfileEntry.decode(ProfileEntry.encode(profile)[...], id: profile.id)
                    == profile)
        }
    }

    @Test(arguments: [nil, 0, 7, .max] as [Int64?], [nil, 0, 10] as [Int64?])
    func `a profile keeps what is known of its account`(life: Int64?, keys: Int64?) throws {
        let profile = Profile(
            name: try #require(EntryName("p")), region: "r",
            accountFacts: AccountFacts(
                longestLife: life.map { AccountFact($0, readAt: Samples.date(1_000)) },
                mostKeys: keys.map { AccountFact($0, readAt: Samples.date(2_000)) }))
        #expect(
            try ProfileEntry.decode(ProfileEntry.encode(profile)[...], id: profile.id) == profile)
    }

    @Test func `a number that nobody knows the age of is no fact`() throws {
        var writer = TLVWriter()
        writer.put(1, "p")
        writer.put(2, "r")
        writer.put(4, number: UInt8(0))
        writer.put(15, number: Int64(10))
        #expect(throws: VaultError.self) {
            try ProfileEntry.decode(writer.bytes[...], id: .random())
        }
    }

    @Test func `a key keeps who has seen it last, and when it was changed, also in few bytes`()
        throws
    {
        var record = Samples.record(name: "key", user: nil)
        record.caller = "AKSIGNER"
        record.modifiedAt = Samples.date(5_000)
        let entry = KeyEntry.encode(stored(record))[...]
        #expect(try KeyEntry.decode(entry, id: record.id).record == record)
        var held = HeldKeys(expecting: 1)
        try held.append(record.id, entry)
        #expect(held.record(at: 0) == record)
    }

    @Test func `an intent keeps who has sent it, and since when its key is absent`() throws {
        var intent = Samples.intent(Samples.issue(.unknown))
        intent.caller = "root@example.com"
        intent.absentSince = Samples.date(5_000)
        #expect(
            try IntentEntry.decode(IntentEntry.encode(intent)[...], id: intent.id) == intent)
    }

    @Test func `an intent of every kind in every phase keeps all of it`() throws {
        #expect(Samples.intents.count >= 28)
        for intent in Samples.intents {
            #expect(
                try IntentEntry.decode(IntentEntry.encode(intent)[...], id: intent.id) == intent)
        }
    }

    @Test(arguments: [false, true], [false, true])
    func `a profile's two flags don't mix`(isLoopback: Bool, isDefault: Bool) throws {
        let profile = Profile(
            name: try #require(EntryName("p")), region: "r", allowsInsecureLoopback: isLoopback,
            isDefault: isDefault)
        #expect(
            try ProfileEntry.decode(ProfileEntry.encode(profile)[...], id: profile.id) == profile)
    }

    @Test(arguments: [[], ["AK1"], ["AK1", "AK2"], (0..<500).map { "AK\($0)" }])
    func `an intent keeps the keys that were there before`(known: [String]) throws {
        let intent = Samples.intent(Samples.issue(.unknown, knownKeys: known))
        #expect(try IntentEntry.decode(IntentEntry.encode(intent)[...], id: intent.id) == intent)
    }

    @Test(arguments: AuditEvent.Action.allCases)
    func `an event keeps its action and any text`(action: AuditEvent.Action) throws {
        let value = Self.texts.joined()
        let event = AuditEvent(
            at: Samples.date(-1), action: action, key: value, accessKeyID: value, detail: value)
        #expect(try AuditRow(reading: AuditRow(event: event).bytes).event == event)
    }

    @Test(
        arguments: [(0, 0), (1.9, 1), (-0.5, -1), (253_402_300_799, 253_402_300_799)]
            as [(Double, Double)])
    func `a date keeps its whole second`(date: Double, kept: Double) throws {
        var writer = TLVWriter()
        writer.put(1, Samples.date(date))
        #expect(try TLVReader(writer.bytes[...], known: 1...1).date(1) == Samples.date(kept))
    }

    @Test func `no entry can do without the fields that every entry of its kind has`() throws {
        let record = Samples.record(name: "key")
        let whole = KeyEntry.encode(stored(record))
        for (tag, isOptional) in [
            (1, false), (2, false), (3, false), (4, false), (5, true), (6, false), (7, false),
            (8, true), (9, true), (10, true), (11, false), (12, true),
        ] as [(UInt16, Bool)] {
            let less = without(tag, whole)
            let read = try? KeyEntry.decode(less[...], id: record.id)
            #expect((read != nil) == isOptional, "field \(tag)")
        }
    }

    @Test func `every cut of an entry is refused or lacks only what may be absent`() throws {
        let record = Samples.record(name: "key")
        let whole = KeyEntry.encode(stored(record))
        for count in 0..<whole.count {
            guard let read = try? KeyEntry.decode(whole.prefix(count), id: record.id) else {
                continue
            }
            #expect(read.record.verifiedAt == nil && read.record.name == record.name)
        }
    }

    private func stored(_ record: KeyRecord) -> StoredKey {
        // swift-format-ignore: NeverForceUnwrap
        let digest = Digest([UInt8](0..<32))!
        return StoredKey(record: record, secret: SecretReference(generation: 7, digest: digest))
    }

    private func without(_ tag: UInt16, _ entry: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = entry[...]
        while rest.count >= 6 {
            let length =
                6 + (2..<6).reduce(0) { $0 | Int(rest[rest.startIndex + $1]) << (8 * ($1 - 2)) }
            if rest[rest.startIndex] != UInt8(tag) { result += rest.prefix(length) }
            rest = rest.dropFirst(length)
        }
        return result
    }
}
