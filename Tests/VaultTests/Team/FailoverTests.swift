import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

/// The primary dies by SIGKILL while keys are stored, and the standby takes over.
@Suite("A failover", .serialized, .enabled(if: PostgresPrograms.exist))
struct FailoverTests {
    /// 100 in `make campaign`.
    private static let rounds =
        Int(ProcessInfo.processInfo.environment["VAULT_FAILOVERS"] ?? "") ?? 1

    /// Stores keys one after the other until the vault says no.
    private final class Load: @unchecked Sendable {
        private let lock = NSLock()
        private var acknowledged: [String] = []
        private let thread: Thread

        init(_ team: SharedTeam) throws {
            final class Body: @unchecked Sendable { var run: () -> Void = {} }
            let body = Body()
            thread = Thread { body.run() }
            body.run = { [weak self] in
                guard var vault = try? team.unlocked() else { return }
                for number in 1... {
                    let name = "key-\(number)"
                    guard (try? team.add(name, to: &vault)) != nil, let self else { break }
                    self.note(name)
                }
                self?.end()
            }
            thread.start()
        }

        private var hasEnded = false
        private func note(_ name: String) { lock.withLock { acknowledged.append(name) } }
        private func end() { lock.withLock { hasEnded = true } }

        var names: [String] { lock.withLock { acknowledged } }
        var isOver: Bool { lock.withLock { hasEnded } }
    }

    @Test(arguments: 1...rounds)
    func `to a synchronous standby loses nothing that was acknowledged`(round: Int) throws {
        let pair = try PostgresPair(isSynchronous: true)
        let team = try SharedTeam(on: pair)
        let load = try Load(team)
        eventually { load.names.count >= 5 + round % 20 }
        pair.killPrimary()
        eventually { load.isOver }
        try pair.promote()
        let vault = try team.unlocked()
        _ = try vault.verify()
        let stored = Set(try vault.contents.keys().map(\.name.description))
        #expect(!load.names.isEmpty)
        for name in load.names {
            #expect(stored.contains(name), "\(name) was acknowledged and is lost")
        }
    }

    @Test(arguments: 1...rounds)
    func `to a standby that had less is noticed, and what it lacks is put back`(round: Int) throws {
        let pair = try PostgresPair(isSynchronous: false)
        let team = try SharedTeam(on: pair)
        var vault = try team.unlocked()
        try team.add("before", to: &vault)
        try pair.awaitCatchUp()
        try pair.cutOff()
        for number in 1...round % 5 + 1 { try team.add("lost-\(number)", to: &vault) }
        let newest = try #require(vault.team?.head)
        pair.killPrimary()
        try pair.promote()
        guard case .team(.behind(_, newest)) = team.refusal() else {
            Issue.record("nobody notices")
            return
        }
        try TeamVault.open(team.place(of: "alice"))
            .putBack(newest, password: bytes("alice's password"))
        let back = try team.unlocked()
        #expect(back.team?.head == newest)
        _ = try back.verify()
        try team.forget("alice")
        #expect(try team.secret("lost-1", in: team.unlocked()) == "lost-1's secret")
    }
}
