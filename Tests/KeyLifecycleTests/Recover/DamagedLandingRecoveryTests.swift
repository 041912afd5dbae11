import Foundation
import SystemPackage
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A damaged landing file of a creation in the audit trail")
struct DamagedLandingRecoveryTests {
    private let stage: Stage
    private let kept: KeptKeys

    /// The database did not take the secret, and its landing file has lost a bit since.
    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        guard let name = EntryName("alice") else { throw POSIXError(.EINVAL) }
        let request = IssueRequest(
            name: name, profile: stage.profile, user: "alice", expiresAt: nil, tag: nil,
            endpoint: "https://api.eu-west-2.outscale.com")
        let intent = Intent(issuing: request, known: [], stage.context())
        var vault = try stage.unlocked()
        try vault.open(intent, stage.context())
        kept.add(KeptKeys.Key(id: "AKLANDED", tag: intent.tag, expiry: nil))
        let record = KeyRecord(
            issued: AccessKey(id: "AKLANDED", state: .active, tag: intent.tag), intent: intent,
            storedAt: stage.now)
        let sealed = try vault.seal(record, secret: Stage.bytes(ScriptedOutscale.secret))
        let directory = stage.files.directory
        try LandingFile(reserving: intent.id, in: directory).land(sealed, of: vault)
        let file = URL(filePath: directory.appending("landing-\(intent.id)").string)
        var bytes = try Data(contentsOf: file)
        // In the record's box.
        bytes[60] ^= 1
        try bytes.write(to: file)
    }

    @Test func `is kept while its creation is open, and goes with it`() throws {
        kept.isDown = true
        _ = try stage.recover()
        #expect(try stage.landings.count == 1 && stage.openIntents().count == 1)
        kept.isDown = false
        _ = try stage.recover()
        #expect(stage.landings.isEmpty && kept.all.isEmpty)
    }
}
