import Testing
import VaultTestSupport

/// What `users` shows where not every user's keys can be read.
@Suite("The list of users", .serialized)
struct UsersTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        for user in ["bob", "carol", "dave", "erin"] {
            try simulator.control(
                "users", "{\"do\":\"create\",\"userName\":\"\(user)\",\"rights\":\"own\"}")
        }
    }

    private func users(_ fault: String) throws -> Finished {
        try simulator.control("faults", "{\"faults\":[{\"action\":\"ReadAccessKeys\",\(fault)}]}")
        return try home.vault("users", "-o", "csv")
    }

    /// A connection that was kept may end, so a read that ends with it is asked again; here the next one ends too.
    private static let endedTwice = #"""
        "kind":"dropBeforeCommit","nth":2},{"action":"ReadAccessKeys","kind":"dropBeforeCommit","nth":3
        """#

    /// The faults meet the second user, who is bob.
    @Test(
        arguments: [
            (#""kind":"error","status":400,"code":"5075","type":"InvalidResource","nth":2"#, 76),
            (#""kind":"html502","nth":2"#, 76), (endedTwice, 69),
            (#""kind":"hugeBody","bytes":40000000,"nth":2"#, 76),
        ] as [(String, Int32)])
    func `names the user that failed, and shows the others`(fault: String, status: Int32) throws {
        let finished = try users(fault)
        home.expect(status, "the keys of user 'bob' could not be read", finished)
        #expect(
            finished.output
                == "user,cloudKeys,activeKeys,vaultKeys\nalice,0,0,0\nbob,,,0\ncarol,0,0,0\ndave,0,0,0\nerin,0,0,0\n"
        )
        #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
    }

    @Test func `stops where one after the other fails`() throws {
        let finished = try users(#""kind":"html502","nth":2,"every":true"#)
        home.expect(76, "3 of 5 users could not be read, and 1 user not asked about then", finished)
        #expect(finished.output.hasSuffix("bob,,,0\ncarol,,,0\ndave,,,0\nerin,,,0\n"))
        // One for the vault's own, four for users.
        #expect(try simulator.requests().count { $0.action == "ReadAccessKeys" } <= 6)
    }

    @Test func `asks no further where the caller itself is refused`() throws {
        let finished = try users(
            #""kind":"error","status":401,"code":"1","type":"AccessDenied","every":true"#)
        home.expect(76, "the keys of 1 of 5 users could not be read", finished)
    }

    @Test func `has null for what is not known in JSON`() throws {
        try simulator.control(
            "faults", #"{"faults":[{"action":"ReadAccessKeys","kind":"html502","nth":1}]}"#)
        let finished = try home.vault("users", "-o", "json")
        #expect(finished.status == 76)
        #expect(
            finished.output.contains(
                #"{"user":"alice","cloudKeys":null,"activeKeys":null,"vaultKeys":0}"#))
        #expect(finished.output.split(separator: "\n").count == 1)
    }
}
