import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// What a client of an unlocked agent could have had signed by version 1, and what whoever has the password can write:
/// numbers at the end of their range. Each is refused, and none traps.
@Suite("A number at the end of its range")
struct NumberRangeTests {
    private static let place = PagePlace(kind: .profiles, number: 0)

    private func number(_ value: UInt64) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private func fixture() throws -> VaultFixture {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
        }
        return fixture
    }

    /// Writes another manifest with a tag that is right.
    private func sign(
        _ fixture: VaultFixture, _ change: (inout [UInt8]) -> Void
    ) throws {
        let key = try LockedVault.open(fixture.files).slots
            .key(password: bytes(VaultFixture.password))
        let raw = try RawDatabase(fixture.files.database.string)
        var body = try raw.run("SELECT body FROM manifest")[0]
        change(&body)
        try raw.run("UPDATE manifest SET body = ?1", body)
        try raw.run("UPDATE manifest SET tag = ?1", key.mac(body, for: .manifest))
    }

    private func change(_ vault: inout UnlockedVault) throws(VaultError) {
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
        }
    }

    @Test func `is the last epoch, after which nothing is written`() throws {
        let fixture = try fixture()
        try sign(fixture) { $0.replaceSubrange(32..<40, with: number(.max)) }
        var vault = try fixture.unlocked()
        #expect(vault.epoch == .max)
        #expect(throws: Manifest.exhausted) { try change(&vault) }
        #expect(try fixture.unlocked().epoch == .max)
    }

    @Test(arguments: [UInt64.max, UInt64(Int64.max)])
    func `is the last audit event, after which none is added`(count: UInt64) throws {
        let key = InMemoryVaultKey(
            SecretBytes(copying: [UInt8](repeating: 7, count: 32)), vaultID: .zero, keyEpoch: 1)
        let manifest = Manifest(
            vaultID: .zero, epoch: 5, keyEpoch: 1, keyID: key.keyID,
            previousMAC: AuditRow.origin, time: 1, slotCount: 1, slotDigest: AuditRow.origin,
            directories: [:], auditCount: count, auditHead: AuditRow.origin)
        let row = ManifestRow(body: manifest.bytes, mac: key.mac(manifest.bytes, for: .manifest))
        let step = ManifestStep(
            after: row, time: 2, directories: Manifest.bytes(of: [:]),
            events: [UInt8](repeating: 1, count: 32))
        #expect(throws: Manifest.exhausted) { try key.attest(.next(step)) }
    }

    @Test(arguments: [UInt64.max, UInt64(Int64.max)])
    func `is a page's last generation, after which it is not written`(last: UInt64) throws {
        let fixture = try fixture()
        let vault = try fixture.unlocked()
        vault.state.trees[.profiles]?.leaves[0] = PageLeaf(
            generation: last, digest: Digest(hashing: []))
        let state = LoadedVault(copying: vault.state)
        var transaction = VaultTransaction(on: state)
        try transaction.put(Samples.profile)
        let chain = SpoolChain(SpoolBase(state.manifest))
        let (changed, writes) = (transaction.state, transaction.writes)
        #expect(throws: Manifest.exhausted) {
            try VaultWriter(changed, writes, after: chain).sealed(at: .now)
        }
    }

    @Test func `is more entries than pages have room for, which no manifest says`() throws {
        let fixture = try fixture()
        // The number of entries of the profiles' pages.
        try sign(fixture) { $0.replaceSubrange(204..<212, with: number(.max)) }
        #expect(
            throws: VaultError.damaged(
                "the manifest counts more entries than its pages have room for")
        ) { _ = try fixture.unlocked() }
    }

    @Test(arguments: [Int64.min, .max, -62_135_596_801, 253_402_300_800])
    func `is a date outside of the calendar, which no entry has`(seconds: Int64) throws {
        let refusal = VaultError.damaged("an entry's date is not in the years 1 to 9999")
        var writer = TLVWriter()
        writer.put(1, number: seconds)
        #expect(throws: refusal) { try TLVReader(writer.bytes[...], known: 1...1).date(1) }
        let key = Samples.record(name: "k")
        var entry = KeyEntry.encode(
            StoredKey(
                record: key,
                secret: SecretReference(generation: 1, digest: Digest(hashing: []))))
        // Field 11, when it was stored.
        let head: [UInt8] = [11, 0, 8, 0, 0, 0]
        let place = try #require(entry.firstRange(of: head)).upperBound
        entry.replaceSubrange(place..<(place + 8), with: number(UInt64(bitPattern: seconds)))
        #expect(throws: refusal) { try KeyEntry.decode(entry[...], id: key.id) }
        var held = HeldKeys(expecting: 1)
        #expect(throws: refusal) { try held.append(key.id, entry[...]) }
    }

    // Foundation can't print such dates.
    @Test(arguments: [-1e11, 1e12, 1e300, -.infinity, .infinity, .nan])
    func `is a date that is written as one of the calendar's`(seconds: Double) throws {
        let date = Date(timeIntervalSince1970: seconds)
        var writer = TLVWriter()
        writer.put(1, date)
        let written = try TLVReader(writer.bytes[...], known: 1...1).seconds(1)
        #expect(written.map(EntryDate.range.contains) == true)
        // It only has to be a number.
        #expect(date.manifestTime >= 0)
    }

    @Test func `is a text of more than 65,535 bytes, which no page has`() throws {
        let record = Samples.record(name: "k", user: String(repeating: "u", count: 70_000))
        let entry = KeyEntry.encode(
            StoredKey(
                record: record,
                secret: SecretReference(generation: 1, digest: Digest(hashing: []))))
        var held = HeldKeys(expecting: 1)
        #expect(throws: VaultError.damaged("a key's entry is longer than a page")) {
            try held.append(record.id, entry[...])
        }
    }
}
