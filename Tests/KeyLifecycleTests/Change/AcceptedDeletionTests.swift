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

    @Test func `ends once the list has caught up, whatever OUTSCALE says to it meanwhile`() throws {
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
        kept.showAll()
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
    }

    @Test func `is sent again, since it may have had no effect`() throws {
        kept.add(KeptKeys.Key(id: key.accessKeyID, tag: key.tag))
        kept.showAll()
        _ = try stage.recover()
        #expect(try kept.all.isEmpty && stage.openIntents().isEmpty)
    }
}
