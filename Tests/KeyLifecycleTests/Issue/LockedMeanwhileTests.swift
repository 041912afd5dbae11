import SecretMemory
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A creation whose agent locks meanwhile")
struct LockedMeanwhileTests {
    /// Issues a key while the vault's key serves so many uses.
    ///
    /// - Returns: why it failed, `nil` where it was done.
    private func issue(_ stage: Stage, uses: Int) throws -> (any Error)? {
        let key = LockingKey(try stage.unlocked().key, uses: uses)
        do { try stage.issue(with: key) } catch { return error }
        return nil
    }

    @Test func `loses no secret, wherever that happens`() throws {
        var sent = 0
        for uses in 0..<200 {
            let stage = try Stage()
            let kept = KeptKeys(of: stage.outscale)
            let error = try issue(stage, uses: uses)
            try expectHonest(error, stage, "after \(uses) uses")
            let isSent = stage.outscale.actions.contains("CreateAccessKey")
            sent += isSent && error != nil ? 1 : 0
            try expectStored(stage, kept, isSent: isSent, "after \(uses) uses")
            if error == nil { break }
            try #require(uses < 199, "it is never done")
        }
        // Sealing, landing, storing, and reading back: all of them were reached.
        #expect(sent > 5)
    }

    /// Whether something is open is what the status tells.
    private func expectHonest(_ error: (any Error)?, _ stage: Stage, _ comment: Comment) throws {
        guard let error else { return }
        let isOpen = try !stage.openIntents().isEmpty
        #expect(error.isPending || !isOpen, "\(comment): \(error)")
    }

    @Test(arguments: [KeyChange.state(.inactive), nil], [false, true])
    func `is told as open where a change or a deletion is`(
        change: KeyChange?, isRefused: Bool
    ) throws {
        var open = 0
        for uses in 0..<100 {
            let (stage, kept, key) = try Stage.holdingKey()
            if isRefused { kept.refusesChanges() }
            let locking = LockingKey(try stage.unlocked().key, uses: uses)
            do {
                if let change {
                    try stage.change(key, change, with: locking)
                } else {
                    try stage.delete(key, with: locking)
                }
                break
            } catch {
                try expectHonest(error, stage, "after \(uses) uses")
                open += try stage.openIntents().isEmpty ? 0 : 1
                if case .api(.refused) = error as? LifecycleError { break }
            }
            // An acceptance that was not noted is proven by time only, from when the key was first seen absent.
            for _ in 1...2 {
                stage.pass(90_000)
                _ = try stage.recover()
            }
            #expect(try stage.openIntents().isEmpty, "after \(uses) uses")
            try #require(uses < 99, "it is never done")
        }
        #expect(open > 1)
    }

    /// What recovery makes of it.
    private func expectStored(
        _ stage: Stage, _ kept: KeptKeys, isSent: Bool, _ comment: Comment
    ) throws {
        // As time passes, a creation that was never sent is settled.
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(kept.all.count == (isSent ? 1 : 0), comment)
        let vault = try stage.unlocked()
        #expect(vault.contents.intents.isEmpty, comment)
        #expect(stage.landings.isEmpty, comment)
        #expect(try vault.contents.keys().map(\.accessKeyID) == kept.all.map(\.id), comment)
        guard let record = try vault.contents.keys().first else { return }
        let isExact = try vault.secret(of: record.id)
            .isEqual(to: Stage.bytes(ScriptedOutscale.secret))
        #expect(isExact, comment)
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"), comment)
    }

    /// A key that locks once OUTSCALE has made its access key, and answers so.
    private func keyLocking(
        _ stage: Stage,
        _ answer: @escaping @Sendable (ScriptedOutscale.Call) -> ScriptedOutscale.Reply
    ) throws -> LockingKey {
        let key = LockingKey(try stage.unlocked().key, uses: 1_000)
        stage.outscale.on("CreateAccessKey") { call in
            key.lock()
            return answer(call)
        }
        return key
    }

    @Test func `says what became of an answer that was lost, not that the agent is locked`() throws
    {
        let stage = try Stage()
        let key = try keyLocking(stage) { _ in .failure(.timedOut, sent: true) }
        let error = #expect(throws: LifecycleError.self) { try stage.issue(with: key) }
        guard case .outcomeUnknown = error else {
            Issue.record("it ended with \(String(describing: error))")
            return
        }
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `says that OUTSCALE has refused and that it stays open, and recovery settles it`()
        throws
    {
        let stage = try Stage()
        let key = try keyLocking(stage) { _ in ScriptedOutscale.refusal(409, code: "9029") }
        let error = #expect(throws: LifecycleError.self) { try stage.issue(with: key) }
        guard case .outcomeUnknown(let outcome) = error, case .refused = outcome.cause else {
            Issue.record("it ended with \(String(describing: error))")
            return
        }
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `asks a person where the disk does not take it either, and keeps it elsewhere`()
        throws
    {
        let stage = try Stage()
        let key = try keyLocking(stage) { call in
            stage.breakLandings()
            return ScriptedOutscale.created(call)
        }
        let elsewhere = try stage.otherDirectory()
        let error = #expect(throws: LifecycleError.self) {
            try stage.issue(
                with: key, prompt: UnstoredSecretPrompt { _, _ in .directory(elsewhere) })
        }
        guard case .landedElsewhere("AKNEW", _, _) = error else {
            Issue.record("it ended with \(String(describing: error))")
            return
        }
        #expect(
            try stage.unlocked().landings(in: elsewhere).first?.key?.record.accessKeyID == "AKNEW")
    }

    @Test func `is part of a rotation, which loses nothing and says that it stays open`() throws {
        var sent = 0
        for uses in 0..<300 {
            let (stage, kept, old) = try Stage.holdingKey()
            let key = LockingKey(try stage.unlocked().key, uses: uses)
            do {
                try stage.rotate(old, grace: 0, with: key)
                break
            } catch {
                try expectHonest(error, stage, "after \(uses) uses")
                sent += kept.all.map(\.id) == [old.accessKeyID] ? 0 : 1
            }
            for _ in 1...2 {
                stage.pass(90_000)
                _ = try stage.recover()
                _ = try stage.recover()
            }
            let vault = try stage.unlocked()
            #expect(vault.contents.intents.isEmpty, "after \(uses) uses")
            #expect(kept.all.count == 1, "after \(uses) uses")
            #expect(try vault.contents.keys().map(\.accessKeyID) == kept.all.map(\.id))
            try #require(uses < 299, "it is never done")
        }
        #expect(sent > 10)
    }

    @Test func `says that nothing is lost`() throws {
        let stage = try Stage()
        let key = try keyLocking(stage, ScriptedOutscale.created)
        let error = #expect(throws: LifecycleError.self) { try stage.issue(with: key) }
        guard case .landed("AKNEW", .keyUnavailable) = error else {
            Issue.record("it ended with \(String(describing: error))")
            return
        }
        #expect(try stage.unlocked().landings().first?.key?.record.accessKeyID == "AKNEW")
    }
}

extension Error {
    /// Whether it ends with 75: something at OUTSCALE waits for recovery.
    fileprivate var isPending: Bool {
        switch self as? LifecycleError {
        case .landed, .notReadBack, .interrupted, .outcomeUnknown, .notProven, .changeOpen,
            .endUnproven, .stillListed, .notConfirmed, .unconfirmed:
            true
        default: false
        }
    }
}
