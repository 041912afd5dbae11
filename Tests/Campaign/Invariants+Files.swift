import Foundation
import Vault
import VaultTestSupport

/// What must be true of the files.
extension Invariants {
    /// I14: a landing file goes with its creation.
    func leftOver(_ vault: borrowing UnlockedVault) throws -> [String] {
        var known: Set = ["vault.db", "vault.lock", "vault.db-journal", "vault.db-spool"]
        known.formUnion(vault.contents.intents.map { "landing-\($0.id)" })
        let left = try FileManager.default.contentsOfDirectory(atPath: stage.directory)
            .filter { !known.contains($0) }
        return left.isEmpty ? [] : ["I14 left over: \(left)"]
    }

    /// I17: what was on the disk, sealed, came into the vault, unless others have taken its key away.
    func lostAfterLanding(
        _ vault: borrowing UnlockedVault, _ cloud: CloudState
    ) throws -> [String] {
        let arrived = Set(
            try vault.auditTrail().map(\.event)
                .filter { $0.action == .stored || $0.action == .recovered }
                .compactMap(\.accessKeyID))
        return stage.landed.subtracting(arrived).subtracting(stage.touched).sorted()
            .map { "I17 the secret of \($0) was on the disk, and is lost" }
    }

    /// I18: whoever got a secret is in the log, and nobody twice. Events that wait in the spool are in the log.
    func unloggedCommands(_ vault: borrowing UnlockedVault) throws -> [String] {
        let logged = try vault.auditTrail().filter {
            $0.event.action == .executed && $0.event.detail == Scenario.shell
        }.count
        let ran = stage.commandsRun()
        var found: [String] = []
        if logged < ran { found.append("I18 \(ran) commands got a secret, \(logged) are logged") }
        if logged > stage.commandsAsked {
            found.append("I18 \(logged) commands are logged, \(stage.commandsAsked) were asked for")
        }
        return found
    }

    func secretsInClear(_ cloud: CloudState) -> [String] {
        let secrets = cloud.keys.filter { owner.has($0.owner) }.map { Data($0.secretKey.utf8) }
        return stage.home.files().flatMap { file in
            secrets.filter { file.content.range(of: $0) != nil }
                .map { _ in "I12 a secret in clear in \(file.path)" }
        }
    }
}
