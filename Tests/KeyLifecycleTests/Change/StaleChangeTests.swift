import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A change that is finished late")
struct StaleChangeTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey(expiresIn: 86_400)
    }

    private var cloud: KeptKeys.Key { get throws { try #require(kept.all.first) } }

    private func leave(_ change: KeyChange) throws {
        try stage.leave(
            Intent(
                changing: key, change, endpoint: "https://api.eu-west-2.outscale.com",
                stage.context()))
    }

    @Test func `wakes no key that another administrator has disabled meanwhile`() throws {
        try leave(.tag("mine"))
        kept.change(key.accessKeyID) { $0.state = "INACTIVE" }
        _ = try stage.recover()
        #expect(try cloud.state == "INACTIVE" && cloud.tag == "mine")
        #expect(try stage.record(key.id)?.state == .inactive && stage.openIntents().isEmpty)
    }

    @Test func `leaves the expiry and the tag that others have set meanwhile`() throws {
        try leave(.state(.inactive))
        let theirs = "2031-01-31T00:00:00.000Z"
        kept.change(key.accessKeyID) { ($0.expiry, $0.tag) = (theirs, "theirs") }
        _ = try stage.recover()
        #expect(try cloud.state == "INACTIVE" && cloud.expiry == theirs && cloud.tag == "theirs")
    }

    @Test func `is settled by a newer change of the same thing, and by no other`() throws {
        try leave(.state(.inactive))
        try leave(.tag("mine"))
        try stage.change(key, .state(.active))
        #expect(try stage.openIntents().count == 1)
        _ = try stage.recover()
        #expect(try cloud.state == "ACTIVE" && cloud.tag == "mine")
    }

    @Test func `enables a key if that is what was asked`() throws {
        kept.change(key.accessKeyID) { $0.state = "INACTIVE" }
        try leave(.state(.active))
        _ = try stage.recover()
        #expect(try cloud.state == "ACTIVE")
    }

    @Test
    func `is settled where OUTSCALE cuts an expiry or trims a tag, and what it lists is stored`()
        throws
    {
        kept.trimsTags()
        let changed = try stage.change(key, .tag(" mine "))
        #expect(!changed.isAsAsked && changed.key.tag == "mine")
        #expect(try stage.record(key.id)?.tag == "mine" && stage.openIntents().isEmpty)
    }

    @Test func `counts an expiry in whole seconds, as OUTSCALE does`() throws {
        let changed = try stage.change(key, .expiry(stage.now.addingTimeInterval(7200.25)))
        #expect(changed.isAsAsked)
        #expect(stage.outscale.actions.count { $0 == "UpdateAccessKey" } == 1)
    }
}
