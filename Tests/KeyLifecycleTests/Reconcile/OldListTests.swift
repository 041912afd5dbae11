import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A list that is behind what the vault has read back")
struct OldListTests {
    private func state(afterListFrom seconds: Double) throws -> KeyState? {
        let stage = try Stage()
        _ = KeptKeys(of: stage.outscale)
        var key = try stage.issue().key
        var vault = try stage.unlocked()
        key.state = .inactive
        key.modifiedAt = stage.now
        let changed = key
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.update(changed)
        }
        let listed = AccessKey(
            id: key.accessKeyID, state: .active, createdAt: nil,
            modifiedAt: stage.now.addingTimeInterval(seconds), expiresAt: nil, tag: key.tag)
        let finding = Finding(kind: .stateDrift, user: "alice", key: key, cloud: listed)
        let reconciliation = Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context())
        let lock = try VaultLock(acquiring: stage.files, waiting: 1)
        let count = try reconciliation.align([finding], in: &vault, holding: lock)
        #expect(count == (finding.isOfOldList ? 0 : 1))
        return try stage.record(key.id)?.state
    }

    @Test func `overwrites nothing`() throws {
        #expect(try state(afterListFrom: -20) == .inactive)
    }

    @Test func `and one that is newer is taken over`() throws {
        #expect(try state(afterListFrom: 20) == .active)
    }
}
