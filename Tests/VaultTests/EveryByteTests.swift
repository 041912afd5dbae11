import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

private let isWanted = ProcessInfo.processInfo.environment["VAULT_EVERY_BYTE"] != nil

/// Each byte of each file as another, four ways, and each length: hundreds of thousands of files, so only `make campaign`
/// runs them. A sample of them stands in ``DamagedFileTests``.
@Suite(
    "Every byte of a file",
    .enabled(if: isWanted, "VAULT_EVERY_BYTE=1 runs them: half an hour"))
struct EveryByteTests {
    /// What becomes of a byte.
    enum Change: String, CaseIterable {
        case lowestBit, highestBit, zero, ones

        func callAsFunction(_ byte: UInt8) -> UInt8 {
            switch self {
            case .lowestBit: byte ^ 0x01
            case .highestBit: byte ^ 0x80
            case .zero: 0x00
            case .ones: 0xFF
            }
        }
    }

    /// A vault of three keys after five writes, so that its file is small and has one of everything.
    private func victim() throws -> Victim { try Victim(of: StoredVault(keys: 3)) }

    @Test(arguments: Change.allCases)
    func `of the vault is refused as another, or says the same`(change: Change) throws {
        let victim = try victim()
        try each(of: victim.content, change) { content in
            try victim.replace(with: content)
            return try victim.outcome()
        }
    }

    @Test func `of the vault may be its last, and it is refused or says the same`() throws {
        let victim = try victim()
        try eachLength(of: victim.content) { content in
            try victim.replace(with: content)
            return try victim.outcome()
        }
    }

    @Test(arguments: Change.allCases)
    func `of a backup is refused as another, or says the same`(change: Change) throws {
        let backup = try Backup(of: victim())
        try each(of: backup.content, change, backup.isRefused)
    }

    @Test func `of a backup may be its last, and it is refused or says the same`() throws {
        let backup = try Backup(of: victim())
        try eachLength(of: backup.content, backup.isRefused)
    }

    @Test(arguments: Change.allCases)
    func `of the mark is refused as another`(change: Change) throws {
        let victim = try victim()
        let mark = try Data(contentsOf: victim.mark)
        let tally = try each(of: mark, change) { content in
            try victim.scratch.write(content, to: victim.mark)
            return try victim.outcome()
        }
        #expect(tally.harmless == 0)
    }

    @Test func `of the mark is never its last but the last`() throws {
        let victim = try victim()
        let mark = try Data(contentsOf: victim.mark)
        let tally = try eachLength(of: mark) { content in
            try victim.scratch.write(content, to: victim.mark)
            return try victim.outcome()
        }
        #expect(tally.harmless == 0)
    }

    @Test(arguments: LandedBytes.Kind.allCases, Change.allCases)
    func `of a landing file is refused as another, or says the same`(
        kind: LandedBytes.Kind, change: Change
    ) throws {
        let landing = try Landing(kind)
        try each(of: Data(landing.bytes.content), change, landing.isDamaged)
    }

    @Test(arguments: LandedBytes.Kind.allCases)
    func `of a landing file may be its last, and it is refused or says the same`(
        kind: LandedBytes.Kind
    ) throws {
        let landing = try Landing(kind)
        try eachLength(of: Data(landing.bytes.content), landing.isDamaged)
    }
}

extension EveryByteTests {
    @discardableResult
    private func each(
        of whole: Data, _ change: Change, _ isRefused: (Data) throws -> Bool
    ) throws -> Victim.Tally {
        try tally(
            "\(change)", whole.indices,
            { index in
                let byte = change(whole[index])
                guard byte != whole[index] else { return nil }
                var content = whole
                content[index] = byte
                return content
            }, isRefused)
    }

    @discardableResult
    private func eachLength(
        of whole: Data, _ isRefused: (Data) throws -> Bool
    ) throws -> Victim.Tally {
        try tally("cut off", whole.indices, { whole.prefix($0) }, isRefused)
    }

    /// Says how many there were, how many were refused, and how long the slowest took.
    private func tally(
        _ name: String, _ places: Range<Int>, _ content: (Int) -> Data?,
        _ isRefused: (Data) throws -> Bool
    ) throws -> Victim.Tally {
        var tally = Victim.Tally()
        var slowest = Duration.zero
        for place in places {
            guard let content = content(place) else { continue }
            let clock = ContinuousClock()
            let start = clock.now
            do {
                if try isRefused(content) { tally.refused += 1 } else { tally.harmless += 1 }
            } catch { Issue.record("\(name) at byte \(place): \(error)") }
            slowest = max(slowest, clock.now - start)
        }
        print(
            "\(Test.current?.name ?? ""): \(name): \(tally.refused) refused,"
                + " \(tally.harmless) the same, the slowest took \(slowest)")
        return tally
    }
}

/// A backup whose bytes are another's to change.
private struct Backup {
    let victim: Victim
    let content: Data
    private let keys: Set<KeyRecord>
    private let key: any VaultKey
    private let events: [AuditEntry]

    init(of victim: Victim) throws {
        self.victim = victim
        var vault = try victim.unlocked()
        let copy = try vault.backUp(to: victim.copy, at: .now)
        (keys, events) = (Set(try copy.contents.keys()), copy.events)
        key = vault.key
        content = try Data(contentsOf: URL(filePath: victim.copy.string))
    }

    func isRefused(_ content: Data) throws -> Bool {
        try victim.scratch.write(content, to: URL(filePath: victim.copy.string))
        do {
            let image = try LockedImage(VaultImage(reading: victim.copy)).opened(with: key)
                .verified()
            #expect(try Set(image.contents.keys()) == keys && image.events == events)
            for record in keys {
                let sealed = try image.sealedSecret(of: record.id)
                let opened = try key.open(sealed.box, under: sealed.context, type: sealed.type)
                #expect(text(opened) == victim.whole.secrets[record.id])
            }
            return false
        } catch { return true }
    }
}

/// A landing file whose bytes are another's to change.
private struct Landing {
    let bytes: LandedBytes
    private let kind: LandedBytes.Kind
    private let key: InMemoryVaultKey

    init(_ kind: LandedBytes.Kind) throws {
        self.kind = kind
        key = InMemoryVaultKey(SecretBytes(randomCount: 32), vaultID: .random(), keyEpoch: 1)
        bytes = try LandedBytes(kind, key: key)
    }

    func isDamaged(_ content: Data) throws -> Bool {
        let found = try LandedFact(
            .read(Array(content), intent: LandedBytes.intent, key: key), key: key)
        if found != .damaged && found != .blank { #expect(found == LandedFact(kind)) }
        return found != LandedFact(kind)
    }
}
