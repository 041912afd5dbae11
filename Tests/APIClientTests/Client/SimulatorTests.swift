import Foundation
import RequestSigning
import SecretMemory
import Testing

@testable import APIClient

@Suite struct `Against the simulated OUTSCALE` {
    @Test func `a key lives from its creation to its deletion`() throws {
        let outscale = try SimulatedOutscale()
        let client = try outscale.client()
        let expiry = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 86_400).rounded())
        _ = try client.createUser(name: "alice")
        try client.dryRunCreateAccessKey(user: "alice", expiresAt: expiry)
        let issued = try client.createAccessKey(
            user: "alice", expiresAt: expiry, tag: "vlt1-é \"x\"")
        let id = issued.accessKey.id
        #expect(issued.secret.count == 40)
        #expect(issued.accessKey.expiresAt == expiry)

        #expect(
            try client.readAccessKeys(user: "alice", tag: "vlt1-é \"x\"", ids: [id])
                == [issued.accessKey])
        let updated = try client.updateAccessKey(
            id: id, user: "alice", state: .inactive, expiresAt: .set(expiry), tag: .set("mine"))
        #expect(updated.state == .inactive)
        #expect(updated.expiresAt == expiry)
        #expect(updated.tag == "mine")
        try client.deleteAccessKey(id: id, user: "alice")
        #expect(try client.readAccessKeys(user: "alice").isEmpty)
        let creations = try outscale.creations()
        #expect(creations == (1, 1))
    }

    @Test func `the account's facts can be read`() throws {
        let outscale = try SimulatedOutscale(["--user", "alice", "--user", "bob"])
        let client = try outscale.client()
        #expect(try client.readUsers().map(\.name).sorted() == ["alice", "bob"])
        #expect(try client.readAccounts().count == 1)
        #expect(try client.readAccessPolicy().maximumLifetime == nil)
        #expect(try client.readQuota("accesskey_limit")?.maximum == 10)
    }

    @Test func `a login makes a key that signs`() throws {
        let outscale = try SimulatedOutscale()
        let login = Login(email: "root@example.com", password: secret("correct-horse"))
        let issued = try client(outscale.url, authentication: .login(login))
            .createAccessKey(user: nil, expiresAt: nil, tag: nil)
        let id = issued.accessKey.id
        let copy = issued.secret.withBytes { SecretBytes(copying: $0) }
        let signer = SecretKeySigner(accessKeyID: id, secretKey: copy)
        let keys = try client(outscale.url, authentication: .signed(signer)).readAccessKeys(
            user: nil)
        #expect(keys.contains { $0.id == id })
    }

    @Test func `a wrong secret is refused, once`() throws {
        let error = #expect(throws: APIError.self) {
            let outscale = try SimulatedOutscale()
            _ = try outscale.client(secretKey: "wrong").readAccessKeys(user: nil)
        }
        #expect(error.map(summary) == "refused 401 1")
        #expect(error?.refusal?.requestID != nil)
    }

    @Test(arguments: [3_600, -3_600])
    func `a clock off by an hour is told by the refusal`(offset: Int) throws {
        let outscale = try SimulatedOutscale(["--clock-offset=\(offset)"])
        let error = #expect(throws: APIError.self) {
            _ = try outscale.client().readAccessKeys(user: nil)
        }
        #expect(error.map(summary) == "refused 401 1")
        let skew = try #require(error?.refusal?.clockSkew)
        #expect(abs(skew + Double(offset)) <= 30)
    }

    /// The fault, what it must be told as, and how many keys exist then.
    static let faults: [(String, String, Int)] = [
        (#""kind":"dropBeforeCommit""#, "interrupted connectionLost", 0),
        (#""kind":"dropAfterCommit""#, "interrupted connectionLost", 1),
        (#""kind":"lateCommit","seconds":30"#, "interrupted connectionLost", 0),
        (#""kind":"halfAnswer""#, "interrupted connectionLost", 1),
        (#""kind":"slow","seconds":3"#, "interrupted timedOut", 0),
        (#""kind":"slowAfterCommit","seconds":3"#, "interrupted timedOut", 1),
        (#""kind":"wrongContentLength""#, "interrupted connectionLost", 1),
        (#""kind":"wrongContentLength","bytes":-10"#, "unreadable malformed syntax", 1),
        (#""kind":"malformedJSON""#, "unreadable malformed syntax", 1),
        (#""kind":"duplicateKeys""#, "unreadable malformed duplicateName", 1),
        (#""kind":"emptyBody""#, "unreadable malformed syntax", 1),
        (#""kind":"missingSecretKey""#, "unreadable missingSecretKey", 1),
        (#""kind":"hugeBody""#, "unreadable tooLarge", 1),
        (#""kind":"hugeBody","chunked":true"#, "unreadable tooLarge", 1),
        (#""kind":"html502""#, "serverFailed 502", 0),
        (#""kind":"html502","commit":true"#, "serverFailed 502", 1),
        (#""kind":"redirect""#, "unreadable redirection", 0),
        (#""kind":"status429","retryAfter":1"#, "throttled 429", 0),
        (#""kind":"status503""#, "throttled 503", 0),
        (#""kind":"problemJSON""#, "refused 400 ", 0),
        (
            #""kind":"error","status":400,"code":"10005","type":"TooManyResources""#,
            "refused 400 10005", 0
        ),
    ]

    @Test(arguments: faults)
    func `a disturbed creation is sent once and told for what it is`(
        fault: String, expected: String, committed: Int
    ) throws {
        let outscale = try SimulatedOutscale()
        try outscale.install(fault: fault)
        let isSlow = expected == "interrupted timedOut"
        let client = try outscale.client(
            settings: TransportSettings(timeoutSeconds: isSlow ? 1 : 60))
        let error = #expect(throws: APIError.self) {
            _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: "vlt1-x")
        }
        #expect(error.map(summary) == expected)
        let creations = try outscale.creations()
        #expect(creations.seen == 1)
        if !isSlow { #expect(creations.committed == committed) }
        // What may exist at OUTSCALE is never told as certainly not there.
        if committed > 0 { #expect(error?.outcome == .unknown) }
    }

    @Test func `a tag that is not repeated and a wrong date keep nothing from being created`()
        throws
    {
        let outscale = try SimulatedOutscale()
        let client = try outscale.client()
        try outscale.install(fault: #""kind":"noTagEcho""#)
        #expect(
            try client.createAccessKey(user: nil, expiresAt: nil, tag: "t").accessKey.tag == nil)
        try outscale.install(fault: #""kind":"skewedDateHeader","seconds":3600"#)
        _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: "u")
        #expect(abs((client.clockSkew ?? 0) + 3_600) <= 30)
    }
}
