import Foundation
import VaultTestSupport

/// What others do in a history: administrators, the network, the clock.
extension History {
    /// Another administrator changes one of our keys behind our back, or makes one, or changes the user.
    mutating func meddle() throws {
        guard !isOne(in: 4) else { return try meddleWithUser() }
        let owner = stage.firstName(of: user)
        let keys = try stage.cloud().living(of: owner).filter { $0.tag != "foreign" }
        guard let key = one(of: keys) else { return }
        let deeds = [
            "\"do\":\"update\",\"state\":\"INACTIVE\"", "\"do\":\"update\",\"state\":\"ACTIVE\"",
            "\"do\":\"update\",\"tag\":\"theirs\"", "\"do\":\"update\",\"expirationDate\":null",
            "\"do\":\"delete\"",
        ]
        let deed = one(of: deeds) ?? "\"do\":\"delete\""
        tell("meddle \(deed)")
        stage.touched.insert(key.accessKeyId)
        try stage.simulator.control("keys", "{\"accessKeyId\":\"\(key.accessKeyId)\",\(deed)}")
    }

    private struct Made: Decodable { let accessKeyId: String }

    /// The user is renamed, deleted and made anew, or gets another key.
    private mutating func meddleWithUser() throws {
        let first = stage.firstName(of: user)
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            number += 1
            let name = "\(first)-r\(number)"
            tell("\(user) is renamed \(name)")
            try stage.simulator.control(
                "users", "{\"do\":\"rename\",\"userName\":\"\(user)\",\"newName\":\"\(name)\"}")
            user = name
        case 2:
            tell("\(user) is made anew")
            stage.touched.formUnion(try stage.cloud().living(of: first).map(\.accessKeyId))
            try stage.simulator.control("users", "{\"do\":\"recreate\",\"userName\":\"\(user)\"}")
        default:
            tell("\(user) gets another key")
            let body = "{\"do\":\"create\",\"owner\":\"\(user)\"}"
            stage.others.insert(
                try JSONDecoder().decode(Made.self, from: stage.simulator.control("keys", body))
                    .accessKeyId)
        }
    }

    mutating func disturb() throws {
        let actions = [
            "CreateAccessKey", "CreateAccessKey", "ReadAccessKeys", "UpdateAccessKey",
            "DeleteAccessKey", "ReadUsers", "*",
        ]
        let faults = isOne(in: 4) ? NetworkFaults.repeats : Self.faults
        guard isOne(in: 3), let action = one(of: actions), let fault = one(of: faults) else {
            return try stage.setFaults()
        }
        let nth = Int.random(in: 1...3, using: &random)
        let late = isOne(in: 4) ? ",\"late\":\(one(of: [5, 20, 60, 200]) ?? 20)" : ""
        let judged = isOne(in: 2) ? ",\"judged\":\"onArrival\"" : ""
        let plan =
            "{\"action\":\"\(action)\",\(fault)\(late)\(late.isEmpty ? "" : judged),\"nth\":\(nth),"
            + "\"every\":\(isOne(in: 4))}"
        tell("fault \(plan)")
        try stage.setFaults(plan)
    }

    private static let faults =
        [
            "dropBeforeCommit", "dropAfterCommit", "halfAnswer", "missingSecretKey",
            "malformedJSON", "status429", "status503", "noTagEcho", "emptyBody",
            "wrongContentLength", "problemJSON", "html502",
        ].map { "\"kind\":\"\($0)\"" } + NetworkFaults.intermediaries

    /// Time passes for all, or the program's own clock jumps; beyond a minute it must be refused.
    mutating func shiftClocks() throws {
        if isOne(in: 3) {
            let spans = [5, 31, 61, 300, 650, 3600, 7200, 90_000, 12 * 86_400]
            let seconds = one(of: spans) ?? 61
            tell("\(seconds) s pass")
            try stage.pass(seconds: seconds)
        }
        // Most commands are refused while it is far off, so that it is soon set right.
        let skew = isOne(in: 6) ? one(of: [40, -40, 90, -90, 7200, -7200]) ?? 0 : 0
        if skew != stage.skew { tell("clock off by \(skew) s") }
        stage.skew = skew
    }
}
