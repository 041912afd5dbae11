import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("A cloud whose clock is off")
struct ClockBeliefTests {
    static var machineTime: Int { Int(Date().timeIntervalSince1970) }

    @Test(
        "Signatures are judged by the cloud's clock, five minutes either way",
        arguments: [840, -840])
    func judgement(offset: Int) async throws {
        try await TestServer.run { server in
            try await server.follow(["clockOffset": JSON(offset)])
            #expect(
                try await server.call(.readAccessKeys, at: Self.machineTime).outcome == "401/1")
            // A slow machine makes a signature older, so the early edge alone is sharp.
            for (ahead, status) in [(0, 200), (290, 200), (600, 401)] {
                let stamp = Self.machineTime + offset + ahead
                #expect(try await server.call(.readAccessKeys, at: stamp).status == status)
            }
        }
    }

    @Test(
        "The Date header tells the clock that judges, or that of a front",
        arguments: [("judge", 840), ("front", 0)])
    func header(belief: String, offset: Int) async throws {
        try await TestServer.run { server in
            try await server.follow(["clockOffset": 840, "dateHeader": .string(belief)])
            let reply = try await server.ask(.readAccessKeys)
            #expect(reply.status == 200)
            let now = Self.machineTime + offset
            let date = try #require(reply.headers["date"])
            #expect((now - 300...now + 1).map(Answer.date).contains(date))
        }
    }

    @Test("Keys are made and expire by the cloud's clock")
    func keys() async throws {
        try await TestServer.run { server in
            try await server.follow(["clockOffset": 840])
            let soon = DateStyle.zulu.spell(Self.machineTime + 600)
            let reply = try await server.ask(.createAccessKey, ["ExpirationDate": .string(soon)])
            #expect(reply.outcome == "400/4123")
            let key = try await server.foreignKey(["expirationDate": .string(soon)])
            #expect(try await server.report(of: key)?["works"] == false)
        }
    }

    @Test("The control interface moves the clock on top of the model's offset")
    func control() async throws {
        try await TestServer.run { server in
            try await server.follow(["clockOffset": 840])
            try await server.control("clock", ["offset": 60])
            #expect(try await server.control("state")["clockOffset"] == 900)
            try await server.advance(40)
            #expect(try await server.control("state")["clockOffset"] == 940)
        }
    }
}
