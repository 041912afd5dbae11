import Foundation
import Synchronization
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A key that is leased to a process")
struct LeaseTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    @Test func `the lease is on the disk, with its owner, before the key is asked for`() throws {
        let seen = Mutex<[Intent]>([])
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey") { call in
            let intents = (try? stage.openIntents()) ?? []
            seen.withLock { $0 = intents }
            return ScriptedOutscale.created(call)
        }
        let lease = try stage.lease(proven: false)
        let open = seen.withLock { $0 }
        let intent = try #require(open.first { $0.lease != nil })
        #expect(intent == lease.intent)
        #expect(intent.lease?.owner == Stage.owner && intent.host == "here")
        #expect(intent.key.record == lease.issued.key.id && intent.key.user == "alice")
        #expect(open.contains { $0.issue != nil && $0.key.record == intent.key.record })
    }

    @Test func `the key has our tag and the lease's expiry, and a name of its own`() throws {
        let lease = try stage.lease()
        let create = try #require(stage.outscale.calls.first { $0.action == "CreateAccessKey" })
        #expect(create.member("ExpirationDate") == OutscaleDate.text(stage.now + 3600))
        #expect(create.member("Tag")?.hasPrefix("vlt1-") == true)
        #expect(lease.issued.key.name.description.hasPrefix("alice.lease-"))
        #expect(try stage.unlocked().contents.lease(of: lease.issued.key.id) == lease.intent)
    }

    @Test func `its end makes it inactive with its expiry, deletes it, and leaves nothing`() throws
    {
        let lease = try stage.lease()
        let before = stage.outscale.actions.count
        try stage.end(lease)
        let changes = stage.outscale.calls.dropFirst(before).filter {
            $0.action != "ReadAccessKeys"
        }
        #expect(changes.map(\.action) == ["UpdateAccessKey", "DeleteAccessKey"])
        #expect(changes.first?.member("State") == "INACTIVE")
        #expect(
            changes.first?.member("ExpirationDate")
                == lease.issued.key.expiresAt.map(OutscaleDate.text))
        #expect(kept.all.isEmpty)
        let vault = try stage.unlocked()
        #expect(vault.contents.keyCount == 0 && vault.contents.intents.isEmpty)
    }

    @Test func `an end that another command was quicker with is an end`() throws {
        let lease = try stage.lease()
        try stage.end(lease)
        let calls = stage.outscale.calls.count
        try stage.end(lease)
        #expect(stage.outscale.calls.count == calls)
    }

    @Test func `two leases of one user stand beside each other`() throws {
        let first = try stage.lease()
        let second = try stage.lease()
        #expect(first.issued.key.name != second.issued.key.name)
        #expect(kept.all.count == 2)
        try stage.end(first)
        #expect(kept.all.map(\.id) == [second.issued.key.accessKeyID])
        #expect(try stage.unlocked().contents.leases == [second.intent])
    }

    @Test func `a full quota is refused before anything is written or made`() throws {
        for _ in 0..<2 { try stage.lease() }
        stage.outscale.on("ReadQuotas", Self.quota(2))
        let epoch = try stage.unlocked().epoch
        #expect(throws: LifecycleError.self) { try stage.lease() }
        #expect(try stage.unlocked().epoch == epoch)
        #expect(kept.all.count == 2)
    }

    @Test func `a creation that failed for certain ends the lease`() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4118"))
        #expect(throws: LifecycleError.self) { try stage.lease() }
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `a key that OUTSCALE does not accept is deleted again`() throws {
        kept.refusesNewKeys()
        #expect(throws: LifecycleError.self) { try stage.lease() }
        let vault = try stage.unlocked()
        #expect(vault.contents.keyCount == 0 && vault.contents.intents.isEmpty)
        #expect(kept.all.isEmpty)
    }

    @Test func `its end is no guess: a list that has no key yet proves nothing`() throws {
        let lease = try stage.lease()
        kept.hide(lease.issued.key.accessKeyID)
        try stage.end(lease)
        #expect(kept.all.isEmpty)
        #expect(try stage.unlocked().contents.keyCount == 0)
    }

    @Test func `a key that is neither accepted nor deleted stays on the books`() throws {
        let stage = try Stage()
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([]))
        stage.outscale.on("ReadAccessKeys", .failure(.timedOut, sent: true))
        do {
            try stage.lease()
            Issue.record("it was leased")
        } catch LifecycleError.leaseLeft(let intent, let issued) {
            // What carries its Tag is looked for, too.
            #expect(try stage.openIntents().filter { !$0.isWatched } == [intent])
            #expect(try stage.unlocked().contents.key(id: intent.key.record) == issued.key)
        }
    }

    @Test func `an end that OUTSCALE does not answer leaves the lease on the books`() throws {
        let stage = try Stage()
        let lease = try stage.lease(proven: false)
        stage.outscale.on("ReadAccessKeys", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.end(lease) }
        #expect(try stage.openIntents() == [lease.intent])
        #expect(try stage.unlocked().contents.keyCount == 1)
    }

    @Test func `beginning and end stand in the audit trail`() throws {
        let lease = try stage.lease()
        try stage.end(lease)
        let events = try stage.unlocked().auditTrail().map(\.event)
        let name = lease.issued.key.name.description
        #expect(events.filter { $0.key == name }.map(\.action).first == .leaseBegun)
        let last = try #require(events.last)
        #expect(last.action == .leaseEnded && last.accessKeyID == lease.issued.key.accessKeyID)
    }

    static func quota(_ maximum: Int) -> ScriptedOutscale.Reply {
        .json(
            200,
            """
            {"QuotaTypes":[{"QuotaType":"global","Quotas":[{"Name":"accesskey_limit",\
            "MaxValue":\(maximum),"UsedValue":0,"AccountId":"1","Description":"",\
            "QuotaCollection":"","ShortDescription":""}]}],"ResponseContext":{}}
            """)
    }
}
