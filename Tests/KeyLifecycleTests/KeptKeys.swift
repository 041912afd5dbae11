import Foundation
import Synchronization

/// The keys that a scripted OUTSCALE has, so that it lists what it was told to make, change and delete.
final class KeptKeys: Sendable {
    struct Key: Sendable {
        let id: String
        let tag: String?
        let expiry: String?
        var state = "ACTIVE"

        var json: String {
            let tag = tag.map { ",\"Tag\":\"\($0)\"" } ?? ""
            let expiry = expiry.map { ",\"ExpirationDate\":\"\($0)\"" } ?? ""
            return "{\"AccessKeyId\":\"\(id)\",\"State\":\"\(state)\"\(tag)\(expiry)}"
        }
    }

    private let keys = Mutex<[Key]>([])
    private let made = Mutex(0)

    var all: [Key] { keys.withLock { $0 } }

    /// Lets a scripted OUTSCALE remember.
    init(of outscale: ScriptedOutscale) {
        outscale.on("CreateAccessKey") { self.create($0) }
        outscale.on("ReadAccessKeys") { _ in ScriptedOutscale.keys(self.all.map(\.json)) }
        outscale.on("UpdateAccessKey") { self.update($0) }
        outscale.on("DeleteAccessKey") { self.delete($0) }
    }

    private func create(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        let number = made.withLock { made in
            made += 1
            return made
        }
        let key = Key(
            id: "AKLEASE\(number)", tag: call.member("Tag"), expiry: call.member("ExpirationDate"))
        keys.withLock { $0.append(key) }
        let secret = "\"SecretKey\":\"\(ScriptedOutscale.secret)\","
        return .json(
            200, "{\"AccessKey\":{\(secret)\(key.json.dropFirst()),\"ResponseContext\":{}}")
    }

    private func update(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        keys.withLock { keys in
            guard let place = keys.firstIndex(where: { $0.id == call.member("AccessKeyId") }) else {
                return ScriptedOutscale.refusal(400, code: "5076")
            }
            keys[place].state = call.member("State") ?? keys[place].state
            return .json(200, "{\"AccessKey\":\(keys[place].json),\"ResponseContext\":{}}")
        }
    }

    private func delete(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        keys.withLock { keys in
            let isActive = keys.contains {
                $0.id == call.member("AccessKeyId") && $0.state == "ACTIVE"
            }
            guard !isActive else { return ScriptedOutscale.refusal(409, code: "9029") }
            keys.removeAll { $0.id == call.member("AccessKeyId") }
            return .json(200, "{\"ResponseContext\":{}}")
        }
    }
}
