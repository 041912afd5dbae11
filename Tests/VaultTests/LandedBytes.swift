import Foundation
import SecretMemory
import SystemPackage

@testable import Vault

/// What a landing file of each kind holds, and which of its bytes are its boxes.
struct LandedBytes {
    enum Kind: CaseIterable {
        case key, heldKey, elsewhere, heldElsewhere
    }

    static let intent = RecordID.random()
    static let record = Samples.record(name: "landed")
    static let directory: FilePath = "/mnt/other"
    static let secret = "SECRET-of-forty-characters-ABCDEFGHIJKLM"

    let content: [UInt8]
    /// As docs/format.md has them: what else there is are magics, lengths and hashes.
    let boxes: [Range<Int>]

    init(_ kind: Kind, key: any VaultKey) throws {
        let record = 1_064
        let secret = 168
        switch kind {
        case .key:
            content = try Self.landed(key)
            boxes = [21..<21 + record + secret]
        case .elsewhere:
            content = try LandedElsewhere.encode(
                Self.directory, intent: Self.intent, key: key)
            boxes = [17..<17 + record]
        case .heldKey:
            content = try Self.held(under: key) { key in try Self.landed(key) }
            boxes = [21..<125, 146..<146 + record + secret]
        case .heldElsewhere:
            content = try Self.held(under: key) { key in
                try LandedElsewhere.encode(Self.directory, intent: Self.intent, key: key)
            }
            boxes = [21..<125, 142..<142 + record]
        }
    }

    private static func landed(_ key: any VaultKey) throws -> [UInt8] {
        let sealed = try SealedKey(sealing: bytes(secret), of: record, key: key)
        return try LandedKey.encode(sealed, intent: intent, key: key)
    }

    private static func held(
        under key: any VaultKey, _ rest: (any VaultKey) throws -> [UInt8]
    ) throws -> [UInt8] {
        let oneTime = try LandingKey(SecretBytes(randomCount: 32), intent: intent, under: key)
        return HeldLanding.encode(try rest(oneTime.key), by: oneTime)
    }

    func isBoxed(_ index: Int) -> Bool { boxes.contains { $0.contains(index) } }

    /// Whether these bytes have the boxes as they were written.
    func holdsBoxes(_ bytes: [UInt8]) -> Bool {
        boxes.allSatisfy { bytes.count >= $0.upperBound && bytes[$0] == content[$0] }
    }
}

/// What was read, to be compared; secrets of tests may lie in strings.
enum LandedFact: Hashable {
    case blank
    case damaged
    case key(RecordID, secret: String)
    case elsewhere(String)
    case unusable

    init(_ content: Landing.Content, key: any VaultKey) throws {
        switch content {
        case .blank: self = .blank
        case .damaged: self = .damaged
        case .key(let sealed):
            self = .key(sealed.record.id, secret: text(try sealed.open(with: key)))
        case .elsewhere(let directory): self = .elsewhere(directory.string)
        case .unusable: self = .unusable
        }
    }

    /// What an intact file says.
    init(_ kind: LandedBytes.Kind) {
        switch kind {
        case .key, .heldKey: self = .key(LandedBytes.record.id, secret: LandedBytes.secret)
        case .elsewhere, .heldElsewhere: self = .elsewhere(LandedBytes.directory.string)
        }
    }
}
