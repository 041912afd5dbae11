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
        (stage, kept, key) = try Stage.holdingKey()
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

@Suite("A deletion that was done, and whose acceptance nobody has noted")
struct UnnotedDeletionTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    /// The command was killed between the answer and its note; lists still have the key.
    init() throws {
        (stage, kept, key) = try Stage.holdingKey(expiresIn: 864_000)
        try stage.leave(
            Intent(
                deleting: key, endpoint: "https://api.eu-west-2.outscale.com", stage.context()))
        kept.keepsListing(key.accessKeyID)
        kept.end(key.accessKeyID)
    }

    @Test func `is not given up because OUTSCALE does not know the key`() throws {
        guard case .failed(.contradicted) = try stage.recover().first?.outcome else {
            Issue.record("the record of a deleted key was taken for settled")
            return
        }
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `is proven once the list has caught up, and the key was absent for a day`() throws {
        kept.showAll()
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.openIntents().count == 1)
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
    }

    @Test func `is given up where the list never catches up`() throws {
        stage.pass(90_000)
        guard case .abandoned = try stage.recover().first?.outcome else {
            Issue.record("it stays open for ever")
            return
        }
    }
}
