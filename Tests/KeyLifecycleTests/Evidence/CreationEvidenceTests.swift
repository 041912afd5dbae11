import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A creation that something refuses")
struct CreationEvidenceTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    private static let statuses = [
        400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417,
        418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 502, 503, 504,
    ]
    private static let bodies = [
        "", "<html><title>Blocked</title></html>", "{\"message\":\"no\"}",
        "{\"Errors\":[{\"Code\":\"4\",\"Type\":\"AccessDenied\",\"Details\":\"\"}]}",
    ]

    /// CreateAccessKey is carried out, and something on the way answers in OUTSCALE's place.
    private func refused(_ reply: ScriptedOutscale.Reply, isMade: Bool) {
        stage.outscale.on("CreateAccessKey") { [kept] call in
            if isMade { kept.add(KeptKeys.Key(id: "AKLOST", tag: call.member("Tag"), expiry: nil)) }
            return reply
        }
        // The first script is the cloud's own.
        stage.outscale.drop("CreateAccessKey")
    }

    private func failure() throws -> LifecycleError? {
        do { try stage.issue() } catch let error as LifecycleError { return error }
        return nil
    }

    @Test(arguments: statuses, bodies)
    func `by an intermediary is never called not created, and its key is found and deleted`(
        status: Int, body: String
    ) throws {
        refused(.json(status, body), isMade: true)
        let error = try failure()
        guard case .undone(accessKeyIDs: ["AKLOST"], _) = error else {
            Issue.record("\(status): \(String(describing: error))")
            return
        }
        #expect(kept.all.isEmpty)
        #expect(try stage.openIntents().allSatisfy(\.isWatched))
    }

    @Test(arguments: statuses)
    func `by an intermediary stays open where no key is listed yet`(status: Int) throws {
        refused(.json(status, "<html>"), isMade: false)
        guard case .outcomeUnknown = try failure() else {
            Issue.record("\(status) was believed")
            return
        }
        #expect(try stage.openIntents().count == 1)
    }

    @Test(arguments: [400, 409])
    func `by OUTSCALE itself made nothing`(status: Int) throws {
        refused(ScriptedOutscale.refusal(status, code: "4118"), isMade: false)
        guard case .notCreated = try failure() else {
            Issue.record("OUTSCALE's own word was not believed")
            return
        }
        #expect(try stage.openIntents().isEmpty)
    }

    /// Something on the way may have sent it twice, and the first one's key is why the second one is refused.
    @Test(arguments: [(400, "10005"), (409, "9002"), (408, "0")], [true, false])
    func `by what its own key may have caused is looked up, also if OUTSCALE says it`(
        refusal: (status: Int, code: String), isMade: Bool
    ) throws {
        refused(ScriptedOutscale.refusal(refusal.status, code: refusal.code), isMade: isMade)
        switch try failure() {
        case .undone(accessKeyIDs: ["AKLOST"], _) where isMade: #expect(kept.all.isEmpty)
        case .notListedAfterRefusal where !isMade: break
        case let error: Issue.record("\(String(describing: error))")
        }
        #expect(try stage.openIntents().map(\.isWatched) == [true])
    }

    private static let problem = ScriptedOutscale.Reply.problem(
        400, "{\"type\":\"about:blank\",\"title\":\"Not allowed\",\"status\":400}")

    @Test func `by a problem is looked up once, and its Tag stays watched for a day`() throws {
        refused(Self.problem, isMade: false)
        guard case .notListedAfterRefusal = try failure() else {
            Issue.record("it is taken for another")
            return
        }
        #expect(try stage.openIntents().map(\.isWatched) == [true])
        #expect(try stage.recover().isEmpty)
        stage.pass(90_000)
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }

    @Test func `by a problem is undone where its key is listed`() throws {
        refused(Self.problem, isMade: true)
        guard case .undone = try failure() else {
            Issue.record("an orphan is left")
            return
        }
        #expect(kept.all.isEmpty)
    }

    @Test func `by a problem is deleted when it appears later, and told`() throws {
        refused(Self.problem, isMade: false)
        _ = try failure()
        let tag = try #require(try stage.openIntents().first?.tag)
        kept.add(KeptKeys.Key(id: "AKLATE", tag: tag, expiry: nil))
        guard case .compensated(["AKLATE"]) = try #require(try stage.recover().first).outcome
        else {
            Issue.record("an orphan is left")
            return
        }
        #expect(kept.all.isEmpty)
    }

    @Test func `and whose deletion is not proven stays open, and is never told as nothing`() throws
    {
        refused(.json(502, ""), isMade: true)
        kept.keepsListing("AKLOST")
        _ = try failure()
        for _ in 0..<2 {
            let result = try #require(try stage.recover().first)
            guard case .failed(.stillListed("AKLOST")) = result.outcome else {
                Issue.record("\(result.outcome)")
                return
            }
            stage.pass(90_000)
        }
        kept.showAll()
        guard case .compensated(["AKLOST"]) = try #require(try stage.recover().first).outcome else {
            Issue.record("it is told as another")
            return
        }
    }
}
