import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A key that OUTSCALE does not list for its recorded owner")
struct UnlistedKeyTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        key = try stage.issue().key
    }

    private func isRefused(_ body: () throws -> Void) -> Bool {
        do { try body() } catch LifecycleError.notListed { return true } catch { return false }
        return false
    }

    @Test func `is not deleted: its secret stays, and nothing is begun`() throws {
        kept.remove(key.accessKeyID)
        #expect(isRefused { try stage.delete(key) })
        #expect(try stage.record(key.id) != nil && stage.openIntents().isEmpty)
    }

    @Test func `is not replaced: no new key is made`() throws {
        kept.remove(key.accessKeyID)
        #expect(isRefused { try stage.rotate(key) })
        #expect(stage.outscale.actions.count { $0 == "CreateAccessKey" } == 1)
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `is not taken for deleted by a recovery that never saw it`() throws {
        kept.remove(key.accessKeyID)
        try stage.leave(
            Intent(.delete, key, endpoint: "https://api.eu-west-2.outscale.com", stage.world()))
        guard case .abandoned = try #require(try stage.recover().first).outcome else {
            Issue.record("it was taken for deleted")
            return
        }
        #expect(try stage.record(key.id) != nil && stage.openIntents().isEmpty)
    }

    @Test func `is deleted where the deletion had begun`() throws {
        kept.remove(key.accessKeyID)
        var intent = Intent(
            .delete, key, endpoint: "https://api.eu-west-2.outscale.com", stage.world())
        intent.phase = .deleting
        try stage.leave(intent)
        guard case .deleted = try #require(try stage.recover().first).outcome else {
            Issue.record("it was not finished")
            return
        }
        #expect(try stage.record(key.id) == nil)
    }

    @Test func `that vanishes under a rotation is kept, and the rotation ends`() throws {
        try stage.rotate(key)
        var rotation = try #require(try stage.openIntents().first)
        // As a crash leaves it before the old key was made inactive.
        (rotation.phase, rotation.notBefore) = (.promoted, nil)
        try stage.leave(rotation)
        kept.remove(key.accessKeyID)
        guard case .rotated(let rotation) = try #require(try stage.recover().first).outcome,
            case .oldNotListed = rotation.state
        else {
            Issue.record("it was taken for deleted")
            return
        }
        #expect(try stage.record(key.id) != nil && stage.openIntents().isEmpty)
    }
}
