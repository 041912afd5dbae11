import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Setting a model")
struct ModelControlTests {
    @Test("The control interface sets a model, tells it whole, and the state has it")
    func setting() async throws {
        try await TestServer.run { server in
            let answer = try await server.follow(["tagFilter": "prefix"])
            #expect(answer["description"] == "tagFilter prefix")
            #expect(answer["model"]?["tagFilter"] == "prefix")
            #expect(answer["model"]?["readLag"]?["byTag"] == 0)
            let state = try await server.control("state")
            #expect(state["model"] == answer["model"])
            #expect(state["modelDescription"] == "tagFilter prefix")
            let reset = try await server.follow([:])
            #expect(reset["description"] == "the default")
        }
    }

    @Test("GET reads the model and leaves it as it is")
    func reading() async throws {
        try await TestServer.run { server in
            try await server.follow(["quota": 4])
            let request = WireRequest(
                method: "GET", path: "/_control/model", headers: ["x-control-token": "token"],
                body: [])
            let reply = try await server.send(request)
            #expect(reply?.json["model"]?["quota"] == 4)
            #expect(reply?.json["description"] == "quota 4")
        }
    }

    @Test("What is no model is a 400 with a sentence, and changes nothing")
    func refusal() async throws {
        try await TestServer.run { server in
            let sentence = try await server.refusal("model", ["quota": 4, "color": "red"])
            #expect(sentence == "A model has no field color.")
            #expect(try await server.control("state")["quota"] == 10)
        }
    }

    @Test("The named models are listed with their fields")
    func list() async throws {
        try await TestServer.run { server in
            let models = try await server.control("models")["models"]?.array ?? []
            #expect(models.compactMap { $0["name"]?.string } == NamedModel.all.map(\.name))
            let small = models.first { $0["name"] == "small-quota" }
            #expect(small?["model"]?["quota"] == 1)
            #expect(small?["description"]?.string?.hasPrefix("quota 1, steps") == true)
        }
    }

    static let options: [([String], CloudModel)] = [
        (["--model", "tagless"], NamedModel(name: "tagless")?.model ?? CloudModel()),
        (["--model-seed", "9"], CloudModel(seed: 9)),
        (
            ["--model-seed", "9", "--model", #"{"quota":99}"#],
            (try? CloudModel(seed: 9).changed(by: ["quota": 99])) ?? CloudModel()
        ),
    ]

    @Test("The command line sets a model, and the log names it", arguments: options)
    func commandLine(options: [String], model: CloudModel) async throws {
        try await Running.run(options + ["--control-token", "token"]) { running in
            let server = try TestServer(port: running.port)
            #expect(try await server.control("state")["model"] == JSON(text: model.json.text))
            #expect(try running.log.contains("model: \(model.summary)\n"))
        }
    }
}
