import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A deletion that OUTSCALE has accepted and still lists the key of")
struct AcceptedDeletionTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        key = try stage.issue().key
        kept.keepsListing(key.accessKeyID)
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("the acceptance was believed")
        } catch LifecycleError.stillListed {}
    }

    @Test func `is noted, and keeps the secret`() throws {
        #expect(kept.all.isEmpty)
        #expect(try stage.openIntents().map(\.acceptedDeletions) == [[key.accessKeyID]])
        #expect(try stage.record(key.id) != nil)
    }

    @Test func `is not sent again, and ends once the list has caught up`() throws {
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil)
        kept.showAll()
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
        #expect(stage.outscale.actions.count { $0 == "DeleteAccessKey" } == 1)
    }
}
