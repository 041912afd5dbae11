import Foundation
import Synchronization

@testable import APIClient

/// The keys that a scripted OUTSCALE has, so that it lists what it was told to make, change and delete.
final class KeptKeys: Sendable {
    struct Key: Sendable {
        let id: String
        var tag: String?
        var expiry: String?
        var state = "ACTIVE"
        var owner: String? = "alice"

        var json: String {
            let tag = tag.map { ",\"Tag\":\"\($0)\"" } ?? ""
            let expiry = expiry.map { ",\"ExpirationDate\":\"\($0)\"" } ?? ""
            return "{\"AccessKeyId\":\"\(id)\",\"State\":\"\(state)\"\(tag)\(expiry)}"
        }
    }

    private let keys = Mutex<[Key]>([])
    private let made = Mutex(0)
    private let afterwards = Mutex<(@Sendable (KeptKeys) -> Void)?>(nil)
    private let isForgetful = Mutex(false)
    private let isTrimming = Mutex(false)
    private let isLagging = Mutex(false)
    private let isRefusing = Mutex(false)
    private let isIgnoringDeletions = Mutex(false)
    private let isForbidding = Mutex(false)
    private let hidden = Mutex<Set<String>>([])
    private let down = Mutex(false)
    private let ghosts = Mutex<Set<String>>([])
    private let deleted = Mutex<[Key]>([])
    private let isDoubling = Mutex(false)
    private let present = Mutex<(@Sendable () -> Date)?>(nil)
    /// How many calls that a new key signed were refused; `nil` while such keys are accepted.
    private let refused = Mutex<(isOn: Bool, count: Int)>((false, 0))

    var all: [Key] { keys.withLock { $0 } }

    /// Lets a scripted OUTSCALE remember.
    init(of outscale: ScriptedOutscale) {
        outscale.on("CreateAccessKey") { self.create($0) }
        outscale.on("ReadAccessKeys") { self.read($0) }
        outscale.on("UpdateAccessKey") { self.update($0) }
        outscale.on("DeleteAccessKey") { self.delete($0) }
        outscale.on("ReadUsers") { _ in self.users }
    }

    /// Lists don't have the key yet; it can be changed by its id.
    func hide(_ id: String) { hidden.withLock { _ = $0.insert(id) } }
    func showAll() {
        hidden.withLock { $0 = [] }
        ghosts.withLock { $0 = [] }
    }

    /// Lists have the key also once it is deleted.
    func keepsListing(_ id: String) { ghosts.withLock { _ = $0.insert(id) } }

    /// A deletion that nobody has taken note of.
    func end(_ id: String) {
        keys.withLock { keys in
            guard let place = keys.firstIndex(where: { $0.id == id }) else { return }
            let key = keys.remove(at: place)
            deleted.withLock { $0.append(key) }
        }
    }

    /// Lists name each key twice.
    func listsTwice() { isDoubling.withLock { $0 = true } }

    /// OUTSCALE takes no expiry in the past.
    func refusesExpiries(before now: @escaping @Sendable () -> Date) {
        present.withLock { $0 = now }
    }

    private func isPast(_ call: ScriptedOutscale.Call) -> Bool {
        guard let now = present.withLock({ $0 }),
            let date = call.member("ExpirationDate").flatMap(OutscaleDate.parse)
        else { return false }
        return date <= now()
    }

    /// Nothing is answered.
    var isDown: Bool {
        get { down.withLock { $0 } }
        set { down.withLock { $0 = newValue } }
    }

    func rename(_ owner: String, to new: String) {
        keys.withLock { keys in
            for place in keys.indices where keys[place].owner == owner { keys[place].owner = new }
        }
    }

    private var users: ScriptedOutscale.Reply {
        ScriptedOutscale.users(Set(all.compactMap(\.owner)).sorted())
    }

    var refusals: Int { refused.withLock { $0.count } }

    /// Once the last key is deleted.
    func afterDeletions(_ body: @escaping @Sendable (KeptKeys) -> Void) {
        afterwards.withLock { $0 = body }
    }

    /// In the answers to creations, not in the lists.
    func leavesExpiriesOut() { isForgetful.withLock { $0 = true } }

    /// No key is changed or deleted.
    func refusesChanges() { isRefusing.withLock { $0 = true } }
    func acceptsChanges() { isRefusing.withLock { $0 = false } }

    /// Deletions are accepted, and have no effect.
    func ignoresDeletions() { isIgnoringDeletions.withLock { $0 = true } }

    /// The caller has no right to delete keys.
    func refusesDeletions() { isForbidding.withLock { $0 = true } }
    func acceptsDeletions() { isForbidding.withLock { $0 = false } }

    /// Lists that a tag filters are empty still.
    func lagsBehindTags() { isLagging.withLock { $0 = true } }
    func catchesUpWithTags() { isLagging.withLock { $0 = false } }

    func trimsTags() { isTrimming.withLock { $0 = true } }

    private func stored(_ tag: String) -> String {
        isTrimming.withLock { $0 } ? tag.trimmingCharacters(in: .whitespaces) : tag
    }

    func refusesNewKeys() { refused.withLock { $0.isOn = true } }
    func acceptsNewKeys() { refused.withLock { $0.isOn = false } }

    /// What another administrator does.
    func change(_ id: String, _ body: (inout Key) -> Void) {
        keys.withLock { keys in
            if let place = keys.firstIndex(where: { $0.id == id }) { body(&keys[place]) }
        }
    }

    func remove(_ id: String) { keys.withLock { $0.removeAll { $0.id == id } } }

    func add(_ key: Key) { keys.withLock { $0.append(key) } }

    /// For a test that answers some of the calls itself.
    func listing(for call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply { read(call) }

    /// Only a proof asks for the caller's own keys.
    private func read(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        let isRefused = refused.withLock { refused in
            guard refused.isOn, call.member("UserName") == nil else { return false }
            refused.count += 1
            return true
        }
        if isDown { return .failure(.timedOut, sent: true) }
        if isLagging.withLock({ $0 }), call.member("Tag") != nil {
            return ScriptedOutscale.keys([])
        }
        // A key's own call lists its owner's keys.
        let user =
            call.member("UserName")
            ?? all.first { $0.id == call.provenKey }.flatMap { $0.owner }
        let unseen = hidden.withLock { $0 }
        let still = ghosts.withLock { $0 }
        let dead = deleted.withLock { $0 }.filter { still.contains($0.id) }
        var listed = (all + dead).filter { $0.owner == user && !unseen.contains($0.id) }
        if isDoubling.withLock({ $0 }) { listed += listed }
        return isRefused
            ? ScriptedOutscale.refusal(401, code: "1") : ScriptedOutscale.keys(listed.map(\.json))
    }

    private func create(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        let number = made.withLock { made in
            made += 1
            return made
        }
        let key = Key(
            id: "AKLEASE\(number)", tag: call.member("Tag"), expiry: call.member("ExpirationDate"),
            owner: call.member("UserName"))
        keys.withLock { $0.append(key) }
        var told = key
        if isForgetful.withLock({ $0 }) { told.expiry = nil }
        let secret = "\"SecretKey\":\"\(ScriptedOutscale.secret)\","
        return .json(
            200, "{\"AccessKey\":{\(secret)\(told.json.dropFirst()),\"ResponseContext\":{}}")
    }

    private func update(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        if isDown { return .failure(.timedOut, sent: true) }
        if isRefusing.withLock({ $0 }) { return ScriptedOutscale.refusal(400, code: "9999") }
        if isPast(call) { return ScriptedOutscale.refusal(400, code: "4123") }
        return keys.withLock { keys in
            guard let place = keys.firstIndex(where: { $0.isMeant(by: call) }) else {
                return ScriptedOutscale.refusal(400, code: "5076")
            }
            // A state without an expiry means "never": what is left out is cleared.
            if call.member("State") != nil || call.member("ExpirationDate") != nil {
                keys[place].expiry = call.member("ExpirationDate")
            }
            if call.body.contains("\"ClearExpirationDate\":true") { keys[place].expiry = nil }
            keys[place].state = call.member("State") ?? keys[place].state
            keys[place].tag = call.member("Tag").map(stored) ?? keys[place].tag
            if call.body.contains("\"ClearTag\":true") { keys[place].tag = nil }
            return .json(200, "{\"AccessKey\":\(keys[place].json),\"ResponseContext\":{}}")
        }
    }

    private func delete(_ call: ScriptedOutscale.Call) -> ScriptedOutscale.Reply {
        if isDown { return .failure(.timedOut, sent: true) }
        if isRefusing.withLock({ $0 }) { return ScriptedOutscale.refusal(400, code: "9999") }
        if isForbidding.withLock({ $0 }) { return ScriptedOutscale.refusal(403, code: "5") }
        let reply = keys.withLock { keys in
            guard let place = keys.firstIndex(where: { $0.isMeant(by: call) }) else {
                return ScriptedOutscale.refusal(400, code: "5076")
            }
            guard keys[place].state != "ACTIVE" else {
                return ScriptedOutscale.refusal(409, code: "9029")
            }
            guard !isIgnoringDeletions.withLock({ $0 }) else {
                return .json(200, "{\"ResponseContext\":{\"RequestId\":\"r-2\"}}")
            }
            let key = keys.remove(at: place)
            deleted.withLock { $0.append(key) }
            return ScriptedOutscale.Reply.json(200, "{\"ResponseContext\":{\"RequestId\":\"r-2\"}}")
        }
        if all.isEmpty, let body = afterwards.withLock({ $0.take() }) { body(self) }
        return reply
    }
}

extension KeptKeys.Key {
    /// Whether a call names the key and its owner.
    fileprivate func isMeant(by call: ScriptedOutscale.Call) -> Bool {
        id == call.member("AccessKeyId") && owner == call.member("UserName")
    }
}
