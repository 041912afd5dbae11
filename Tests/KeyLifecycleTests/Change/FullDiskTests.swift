import Testing

@testable import KeyLifecycle
@testable import Vault

@Suite("A disk that fills up once OUTSCALE has deleted a key")
struct FullDiskTests {
    @Test func `leaves the deletion open, and says so`() throws {
        let (stage, kept, key) = try Stage.holdingKey()
        kept.afterDeletions { _ in stage.breakDatabase() }
        let error = #expect(throws: LifecycleError.self) { try stage.delete(key) }
        guard case .unrecorded(let intent, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(intent.isDeletion && kept.all.isEmpty)
        kept.afterDeletions { _ in }
        #expect(try stage.record(key.id) != nil)
        stage.pass(90_000)
        _ = try stage.recover()
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil)
        #expect(try stage.openIntents().isEmpty)
    }
}
