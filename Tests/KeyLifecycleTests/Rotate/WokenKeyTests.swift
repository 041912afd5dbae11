import Foundation
import Synchronization
import Testing

@testable import KeyLifecycle
@testable import Vault

@Suite("An old key that somebody wakes in its grace")
struct WokenKeyTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let old: KeyRecord

    init() throws {
        (stage, kept, old) = try Stage.holdingKey(verified: true)
        try stage.rotate(old, grace: 3_600)
        kept.change(old.accessKeyID) { $0.state = "ACTIVE" }
    }

    private var isListed: Bool { kept.all.contains { $0.id == old.accessKeyID } }

    private func isKept(by command: () throws -> Void) -> Bool {
        do { try command() } catch LifecycleError.oldKeyWoken { return isListed } catch {}
        return false
    }

    private func isKeptByPrelude() throws -> Bool {
        let results = try stage.recover(isPrelude: true)
        guard case .failed(.oldKeyWoken) = results.first?.outcome else { return false }
        return isListed
    }

    @Test func `is not deleted once that is over, and the vault knows that it is ACTIVE`() throws {
        stage.pass(3_700)
        #expect(try isKeptByPrelude())
        #expect(try stage.record(old.id)?.state == .active)
        // However often it is tried.
        #expect(try isKeptByPrelude())
    }

    @Test func `is not deleted by whoever ends the grace now either`() throws {
        #expect(isKept { try stage.rotate(old, grace: 0) })
    }

    @Test func `is not deleted where its user has another name by now`() throws {
        kept.rename("alice", to: "alicia")
        stage.pass(3_700)
        #expect(try isKeptByPrelude())
    }

    @Test func `is deleted once it is inactive again`() throws {
        stage.pass(3_700)
        #expect(try isKeptByPrelude())
        try stage.change(try #require(try stage.record(old.id)), .state(.inactive))
        _ = try stage.recover()
        #expect(try !isListed && stage.openIntents().isEmpty)
    }

    @Test func `gets its place back where its rotation is undone`() throws {
        stage.pass(3_700)
        #expect(try isKeptByPrelude())
        try stage.undo(old)
        #expect(kept.all.map(\.id) == [old.accessKeyID])
        #expect(try stage.record(old.id)?.name == old.name)
    }

    @Test func `is deleted all the same where it has expired since`() throws {
        let end = stage.now.addingTimeInterval(3_500).formatted(.iso8601)
        kept.change(old.accessKeyID) { $0.expiry = end }
        stage.pass(3_700)
        _ = try stage.recover()
        #expect(!isListed)
    }

    /// The first look shows what was before the rotation.
    @Test func `is deleted where only a list was behind`() throws {
        kept.change(old.accessKeyID) { $0.state = "INACTIVE" }
        let isFirst = Mutex(true)
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { [kept, old] call in
            guard call.body.contains(old.accessKeyID),
                isFirst.withLock({ first in
                    defer { first = false }
                    return first
                })
            else { return kept.listing(for: call) }
            return ScriptedOutscale.keys([ScriptedOutscale.key(old.accessKeyID)])
        }
        stage.pass(3_700)
        _ = try stage.recover(settling: 60)
        #expect(!isListed)
    }
}
