import Foundation
import SecretMemory

@testable import Vault

/// What stands in a vault's file and in the files beside it.
enum FormatTargets {
    private static let key = InMemoryVaultKey(
        SecretBytes(copying: [UInt8](repeating: 7, count: 32)), vaultID: .zero, keyEpoch: 1)

    /// A page's entries, each read as every kind; what was read is written the same again.
    @Sendable static func page(_ input: [UInt8]) {
        guard let entries = try? Page.decode(input) else { return }
        var held = HeldKeys(expecting: 0)
        for (id, fields) in entries {
            if (try? held.append(id, fields)) != nil { _ = held.record(at: held.count - 1) }
            if let stored = try? KeyEntry.decode(fields, id: id) {
                require(
                    stored.record, try? KeyEntry.decode(KeyEntry.encode(stored)[...], id: id).record
                )
            }
            if let profile = try? ProfileEntry.decode(fields, id: id) {
                require(
                    profile, try? ProfileEntry.decode(ProfileEntry.encode(profile)[...], id: id))
            }
            if let intent = try? IntentEntry.decode(fields, id: id) {
                _ = IntentEntry.encode(intent)
            }
            _ = try? NameEntry.decode(fields)
            _ = try? AuditRow(reading: Array(fields))
            _ = TLVReader.ignorable(in: fields)
        }
        held.sortBySoonestExpiry()
    }

    @Sendable static func slot(_ input: [UInt8]) {
        guard let slots = try? KeySlots(reading: input) else { return }
        require(slots.bytes, input)
        _ = try? slots.key(recoveryCode: RecoveryCode(bytes: SecretBytes(copying: input)))
    }

    @Sendable static func manifest(_ input: [UInt8]) {
        if let manifest = try? Manifest(reading: input) { require(manifest.bytes, input) }
        guard let step = ManifestStep(input) else { return }
        require(step.bytes, input)
        // As if it were signed: so the arithmetic is reached.
        let row = ManifestRow(
            body: step.previous.body, mac: key.mac(step.previous.body, for: .manifest))
        let signed = ManifestStep(
            after: row, time: step.time, directories: step.directories, events: step.events)
        _ = try? key.attest(.next(signed))
        _ = try? key.attest(.mark(row))
    }

    /// A landing file; the first part is sealed, so that what is in a box is read too.
    @Sendable static func landing(_ input: [UInt8]) {
        _ = try? Landing.Content.read(input, intent: .zero, key: key)
        for kind in LandingKind.allCases {
            let parts = [input.prefix(600), input.dropFirst(600)].map { Array($0) }
            guard let box = try? kind.seal(SecretBytes(copying: parts[0]), of: .zero, by: key)
            else { continue }
            _ = try? Landing.Content.read(
                kind.encode([box] + (kind.partCount == 2 ? [parts[1]] : [])), intent: .zero,
                key: key)
        }
    }

    @Sendable static func spool(_ input: [UInt8]) {
        guard let content = try? SpoolContent(input), let chain = content.chain else { return }
        let heads = [UInt64.min, 1, chain.base.count, chain.base.count &+ 1, .max]
        for sequence in heads {
            try? chain.check(SpoolHead(sequence: sequence, link: input), folded: 0)
        }
        _ = chain.last
    }

    @Sendable static func recoveryCode(_ input: [UInt8]) {
        guard let code = try? RecoveryCode(parsing: SecretBytes(copying: input)) else { return }
        guard let again = try? RecoveryCode(parsing: code.text), again.bytes.isEqual(to: code.bytes)
        else { fatalError("a code's own text is another code") }
    }

    static func require<Value: Equatable>(_ one: Value, _ other: Value?) {
        guard one == other else { fatalError("what was read is written as something else") }
    }
}
