import Testing

@testable import OutscaleSimulator

@Suite("What lists may be like")
struct ListBeliefTests {
    @Test("Keys are listed as made, or the other way round")
    func order() async throws {
        try await TestServer.run { server in
            let ids = try await Self.manyKeys(server, 5)
            #expect(try await server.listed(["UserName": "alice"]) == ids)
            try await server.follow(["listOrder": "reversed"])
            #expect(try await server.listed(["UserName": "alice"]) == ids.reversed())
        }
    }

    @Test("Shuffled keys are all there, in another order each time")
    func shuffled() async throws {
        try await TestServer.run { server in
            let ids = try await Self.manyKeys(server, 100)
            try await server.follow(["listOrder": "shuffled"])
            let one = try await server.listed(["UserName": "alice"])
            let other = try await server.listed(["UserName": "alice"])
            #expect(one.sorted() == ids.sorted())
            #expect(other.sorted() == ids.sorted())
            #expect(one != ids)
            #expect(one != other)
        }
    }

    @Test("Each key can be listed twice")
    func duplicates() async throws {
        try await TestServer.run { server in
            let ids = try await Self.manyKeys(server, 2)
            try await server.follow(["duplicates": "each"])
            #expect(try await server.listed(["UserName": "alice"]) == ids + ids)
        }
    }

    @Test("Answers spell dates in every form that has been seen", arguments: DateStyle.allCases)
    func dates(style: DateStyle) async throws {
        try await TestServer.run { server in
            try await server.follow(["dateForm": .string(style.rawValue)])
            let made = try await server.call(
                .createAccessKey, ["UserName": "alice", "ExpirationDate": "2063-04-05"])
            let date = made.json["AccessKey"]?["ExpirationDate"]?.string
            #expect(date == style.spell(2_942_956_800))
            let users = try await server.call(.readUsers).json["Users"]?.array
            let day = try #require(users?.first?["CreationDate"]?.string)
            #expect(DateReading.instant(day).map(style.spell) == day)
        }
    }

    @Test("The forms are these")
    func forms() {
        #expect(
            DateStyle.allCases.map { $0.spell(2_942_956_800) } == [
                "2063-04-05T00:00:00.000+0000", "2063-04-05T00:00:00Z",
                "2063-04-05T00:00:00.000Z", "2063-04-05T00:00:00+00:00",
                "2063-04-05T00:00:00.000000Z", "2063-04-05T00:00:00.000+00:00",
                "2063-04-05T00:00:00+0000",
            ])
    }

    /// The model, the request, the names that come, whether more are there and the page was cut.
    static let pages: [(JSON, JSON, [String], Bool, Bool)] = [
        (["usersPerPage": 2], [:], ["alice", "u1"], true, false),
        (["usersPerPage": 2], ["FirstItem": 2], ["u2", "u3"], true, false),
        (["usersPerPage": 2], ["FirstItem": 4], ["u4"], false, false),
        (["usersPerPage": 2], ["ResultsPerPage": 3], ["alice", "u1"], true, true),
        (["usersPerPage": 2], ["ResultsPerPage": 1], ["alice"], true, false),
        (["firstItem": "one"], ["ResultsPerPage": 2], ["alice", "u1"], true, false),
        (
            ["firstItem": "one"], ["FirstItem": 1, "ResultsPerPage": 2], ["alice", "u1"], true,
            false
        ),
        (["firstItem": "one"], ["FirstItem": 4], ["u3", "u4"], false, false),
        (
            ["overlongPages": "truncated"], ["ResultsPerPage": 1000],
            ["alice", "u1", "u2", "u3", "u4"], false, true
        ),
    ]

    @Test("ReadUsers pages by its first item and its longest page")
    func paging() async throws {
        try await TestServer.run { server in
            try await server.control(
                "users", ["do": "create", "userName": "u", "count": 4])
            for (model, request, names, hasMore, isCut) in Self.pages {
                try await server.follow(model)
                let reply = try await server.call(.readUsers, request).json
                let found = reply["Users"]?.array?.compactMap { $0["UserName"]?.string }
                #expect(found == names, "\(model) \(request)")
                #expect(reply["HasMoreItems"] == .bool(hasMore), "\(model) \(request)")
                #expect(reply["MaxResultsTruncated"] == .bool(isCut), "\(model) \(request)")
                #expect(reply["MaxResultsLimit"] == model["usersPerPage"] ?? 100)
            }
            try await server.follow(["firstItem": "one"])
            let before: JSON = ["FirstItem": 0]
            #expect(try await server.call(.readUsers, before).outcome == "400/4047")
            try await server.follow([:])
            let long: JSON = ["ResultsPerPage": 101]
            #expect(try await server.call(.readUsers, long).outcome == "400/4047")
        }
    }

    private static func manyKeys(_ server: TestServer, _ count: Int) async throws -> [String] {
        let made = try await server.control(
            "keys", ["do": "create", "owner": "alice", "count": JSON(count)])
        let ids = made["keys"]?.array?.compactMap { $0["accessKeyId"]?.string } ?? []
        #expect(Set(ids).count == count)
        return ids
    }
}
