import Foundation
import Vault
import VaultTestSupport

extension Stage {
    /// Takes a finished case out of the way: its user at OUTSCALE, its keys here. OUTSCALE is as usual again.
    func clear(_ user: String?) throws {
        (skew, settle, apiTimeout) = (0, 60, 30)
        (touched, others, landed) = ([], [], [])
        isAdvisedToReconcile = false
        try resetTime()
        try setFaults()
        try take(.usual)
        // What a model's rule has set stays.
        try simulator.control("policy", "{\"MaxAccessKeyExpirationSeconds\":0}")
        try simulator.control("lockouts", "{\"clear\":true}")
        judge.begin()
        if let user { try remove(Owner(user)) } else { isSpent = true }
        try simulator.control("requests", "{}")
    }

    private func remove(_ owner: Owner) throws {
        for user in try cloud().users.map(\.userName) where owner.has(user) {
            try simulator.control(
                "users", "{\"do\":\"delete\",\"userName\":\"\(user)\",\"keys\":\"gone\"}")
        }
        var vault = try vault()
        let ids = try vault.contents.keys().filter { owner.has($0.user) }.map(\.id)
        let intents = vault.contents.intents.filter { owner.has($0.key.user) }.map(\.id)
        guard !ids.isEmpty || !intents.isEmpty else { return }
        try vault.commit(at: Date()) { transaction throws(VaultError) in
            for id in ids { try transaction.removeKey(id) }
            for id in intents { try transaction.settle(intent: id) }
        }
    }
}
