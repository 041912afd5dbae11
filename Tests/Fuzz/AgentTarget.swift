import Foundation
import SecretMemory

@testable import Agent
@testable import Vault

/// Frames to an agent that has a key, and an agent's replies to a client.
enum AgentTarget {
    private static let password = "correct horse battery staple"

    /// An unlocked holder, and the id of its key.
    private final class Unlocked: @unchecked Sendable {  // libFuzzer has one thread
        private var reply = MessageBuffer(capacity: Frame.mostBytes)
        let holder = KeyHolder(clock: AgentClock(sinceBoot: { 1_000 }, awake: { 1_000 }))
        let keyID: [UInt8]

        init() {
            let vaultKey = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
            let secret = SecretBytes(copying: Array(password.utf8))
            let salt = [UInt8](repeating: 9, count: 16)
            guard let parameters = try? KeyDerivationParameters(memoryKiB: 65_536, passes: 3),
                let root = try? Slot.root(password: secret, salt: salt, parameters),
                let vaultID = RecordID(hexadecimal: "000102030405060708090a0b0c0d0e0f")
            else { fatalError("no fixture") }
            let key = InMemoryVaultKey(vaultKey, vaultID: vaultID, keyEpoch: 1)
            let slot = Slot(
                sealing: vaultKey, root: root, kind: .password, number: 0, vaultID: vaultID,
                keyEpoch: 1, salt: salt, parameters: parameters)
            let manifest = Manifest(
                vaultID: vaultID, epoch: 5, keyEpoch: 1, keyID: key.keyID,
                previousMAC: AuditRow.origin, time: 1, slotCount: 1,
                slotDigest: Manifest.digest(ofSlots: [slot.bytes]), directories: [:],
                auditCount: 3, auditHead: AuditRow.origin
            ).bytes
            let request = AgentRequest.unlock(
                UnlockRequest(
                    .password, secret, slots: slot.bytes,
                    manifest: ManifestRow(body: manifest, mac: key.mac(manifest, for: .manifest)),
                    lifetime: .standard))
            keyID = key.keyID
            var frame = MessageBuffer(capacity: Frame.mostBytes)
            guard (try? request.write(to: &frame)) != nil else { fatalError("no fixture") }
            _ = frame.withBytes { answer($0) }
            guard !holder.isLocked else { fatalError("the fixture's agent is locked") }
        }

        /// `nil` for an answer that is none.
        func answer(_ frame: RawSpan) -> AgentReply? {
            var observed = false
            holder.answer(frame, observed: &observed, in: &reply)
            return reply.withBytes { try? AgentReply.read($0) }
        }
    }

    private static let unlocked = Unlocked()

    /// The input is a whole frame; whoever names a key names the right one.
    @Sendable static func run(_ input: [UInt8]) {
        let unlocked = unlocked
        var input = input
        // A lock ends it for all that follow, and an unlocking costs a derivation.
        guard input.count >= 6, input.count <= Frame.mostBytes, ![2, 3].contains(input[5]) else {
            return
        }
        if input.count >= 38, input[5] >= 16 {
            input.replaceSubrange(6..<38, with: unlocked.keyID)
        }
        let reply = unlocked.answer(input.span.bytes)
        guard reply != nil else { fatalError("an answer that is none") }
        guard !unlocked.holder.isLocked else { fatalError("it has locked") }
    }

    @Sendable static func readReply(_ input: [UInt8]) {
        guard let whole = try? Frame.count(of: input.span.bytes), whole <= input.count else {
            return
        }
        let frame = Array(input.prefix(whole))
        _ = try? AgentReply.read(frame.span.bytes)
    }
}
