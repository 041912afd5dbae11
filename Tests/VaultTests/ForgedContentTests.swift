import Foundation
import Testing

@testable import Vault

@Suite("What the format forbids, although every box opens and every digest is right")
struct ForgedContentTests {
    private static let keys = PagePlace(kind: .keys, number: 0)
    private static let names = PagePlace(kind: .names, number: 0)

    /// After the second write a vault has one page of keys, at the end it has two.
    @Test(arguments: [1, 4]) func `two keys of one name are refused`(step: Int) throws {
        let victim = try Victim(step: step)
        let forger = try Forger(victim)
        var entries = try forger.entries(Self.keys)
        let other = try KeyEntry.decode(entries[1].fields[...], id: entries[1].id)
        entries[0].fields = try renamed(entries[0], other.record.name)
        try forger.write(entries, at: Self.keys)
        #expect(throws: VaultError.damaged("two keys have one name")) {
            _ = try victim.unlocked().contents.keys()
        }
        #expect(throws: VaultError.damaged("two keys have one name")) { try victim.read() }
    }

    @Test func `one id in two pages is refused`() throws {
        let victim = try Victim()
        let forger = try Forger(victim)
        let second = PagePlace(kind: .keys, number: 1)
        var entries = try forger.entries(second)
        entries.append(try forger.entries(Self.keys)[0])
        try forger.write(entries, at: second, more: 1)
        #expect(throws: VaultError.self) { _ = try victim.unlocked().contents.keys() }
    }

    @Test func `one id twice in a page is refused`() throws {
        let victim = try Victim(step: 1)
        let forger = try Forger(victim)
        let entries = try forger.entries(Self.keys)
        try forger.write([entries[0]] + entries, at: Self.keys, more: 1)
        #expect(throws: VaultError.damaged("there are more or fewer names than keys")) {
            try victim.read()
        }
    }

    @Test func `a page that is larger than the agent takes is refused without one, too`() throws {
        let victim = try Victim(step: 1)
        let forger = try Forger(victim)
        var entries = try forger.entries(Self.keys)
        var writer = TLVWriter()
        writer.put(0x8001, [UInt8](repeating: 1, count: 200_000))
        entries[0].fields += writer.bytes
        try forger.write(entries, at: Self.keys)
        #expect(throws: VaultError.damaged("a page is larger than any may be")) {
            try victim.read()
        }
    }

    @Test func `a second name of a key is refused`() throws {
        let victim = try Victim(step: 1)
        let forger = try Forger(victim)
        var entries = try forger.entries(Self.names)
        entries.append((.random(), entries[0].fields))
        try forger.write(entries, at: Self.names, more: 1)
        #expect(throws: VaultError.damaged("there are more or fewer names than keys")) {
            try victim.read()
        }
    }

    @Test func `a name that leads to no key is refused`() throws {
        let victim = try Victim(step: 1)
        let forger = try Forger(victim)
        var entries = try forger.entries(Self.names)
        entries[0].fields = NameEntry.encode(.random())
        try forger.write(entries, at: Self.names)
        #expect(throws: VaultError.damaged("there are more or fewer names than keys")) {
            try victim.read()
        }
    }

    @Test func `two profiles of one name are refused`() throws {
        let victim = try Victim(step: 1)
        let forger = try Forger(victim)
        let place = PagePlace(kind: .profiles, number: 0)
        var entries = try forger.entries(place)
        entries.append((.random(), entries[0].fields))
        try forger.write(entries, at: place, more: 1)
        #expect(throws: VaultError.damaged("two profiles have one name")) { try victim.read() }
    }

    @Test(
        arguments: [
            (Samples.deletion, 14), (Samples.update, 14), (Samples.update, 15),
            (Samples.rotation, 16), (Samples.rotation, 17), (Samples.rotation, 18),
            (Samples.lease, 19), (Samples.lease, 20), (Samples.lease, 21), (Samples.lease, 22),
        ] as [(Intent.Work, UInt16)])
    func `a change lacks no field that its kind must have`(work: Intent.Work, field: UInt16) throws
    {
        let intent = Samples.intent(work)
        let whole = IntentEntry.encode(intent)
        #expect(try IntentEntry.decode(whole[...], id: intent.id) == intent)
        #expect(throws: VaultError.self) {
            try IntentEntry.decode(whole.without(field: field)[...], id: intent.id)
        }
    }

    @Test func `only a lease has a process that it ends with`() throws {
        let lease = IntentEntry.encode(Samples.intent(Samples.lease))
        var other = lease
        // Field 1 comes first: its value is the kind, a deletion's. Field 2 is the phase.
        other[6] = 3
        #expect(throws: VaultError.self) {
            try IntentEntry.decode(other[...], id: .random())
        }
    }

    @Test(arguments: [13, 15] as [UInt16])
    func `a date of a fact that is not there is refused`(field: UInt16) throws {
        var profile = Samples.profile
        profile.accountFacts = AccountFacts(
            longestLife: AccountFact(1, readAt: Samples.date(1)),
            mostKeys: AccountFact(2, readAt: Samples.date(2)))
        let whole = ProfileEntry.encode(profile)
        #expect(throws: VaultError.self) {
            try ProfileEntry.decode(whole.without(field: field)[...], id: profile.id)
        }
    }

    private func renamed(
        _ entry: (id: RecordID, fields: [UInt8]), _ name: EntryName
    ) throws -> [UInt8] {
        var stored = try KeyEntry.decode(entry.fields[...], id: entry.id)
        stored.record.name = name
        return KeyEntry.encode(stored)
    }
}

extension Samples {
    static let deletion = Intent.Work.delete(Intent.Deletion(accessKeyID: "AK"))
    static let update = Intent.Work.update(
        Intent.Update(accessKeyID: "AK", change: .state(.active)))
    static let rotation = Intent.Work.rotate(
        Intent.Rotation(
            phase: .retired(deletedFrom: date(1)), previous: .random(), expiresAt: nil,
            overlapSeconds: 0, graceSeconds: 1, wasInactive: nil))
    static let lease = Intent.Work.lease(
        Intent.Lease(
            owner: ProcessIdentity(bootID: "boot", namespace: 1, number: 2, startTime: 3),
            expiresAt: nil))
}

extension [UInt8] {
    /// An entry's fields but for one.
    func without(field: UInt16) -> [UInt8] {
        var (kept, rest) = ([UInt8](), self[...])
        while rest.count >= 6 {
            let start = rest.startIndex
            let length = 6 + (2..<6).reduce(0) { $0 | Int(rest[start + $1]) << (8 * ($1 - 2)) }
            let number = UInt16(rest[start]) | UInt16(rest[start + 1]) << 8
            if number != field { kept += rest.prefix(length) }
            rest = rest.dropFirst(length)
        }
        return kept
    }
}
