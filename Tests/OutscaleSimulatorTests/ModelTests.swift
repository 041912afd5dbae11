import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("What the cloud is believed to be like")
struct ModelTests {
    @Test("A seed repeats its model; two seeds rarely have one")
    func seeds() {
        for seed in UInt64(0)..<50 {
            #expect(CloudModel(seed: seed) == CloudModel(seed: seed))
            #expect(CloudModel(seed: seed) != CloudModel(seed: seed + 1))
        }
    }

    @Test("Seeds reach each belief both ways", arguments: ModelField.all)
    func bothWays(field: ModelField) {
        let usual = field.read(CloudModel())
        let drawn = (UInt64(0)..<400).map { field.read(CloudModel(seed: $0)) }
        #expect(drawn.contains(usual), "\(field.name)")
        #expect(drawn.contains { $0 != usual }, "\(field.name)")
    }

    @Test("Seeds reach every word of every choice, and no delay beyond half a minute")
    func reach() {
        let models = (UInt64(0)..<1000).map(CloudModel.init(seed:))
        #expect(Set(models.map(\.tagFilter)).count == 3)
        #expect(Set(models.map(\.errorShape)).count == 6)
        #expect(Set(models.map(\.dateForm)).count == DateStyle.allCases.count)
        #expect(Set(models.map(\.quota)) == Set(1...10))
        #expect(models.allSatisfy { (0...30).contains($0.longestLag) })
        #expect(models.allSatisfy { (-840...840).contains($0.clockOffset) })
        #expect(models.contains { $0.clockOffset < -700 })
        #expect(models.contains { $0.clockOffset > 700 })
    }

    @Test("The JSON of a model, laid over the default, is that model")
    func roundTrip() throws {
        for seed in UInt64(0)..<200 {
            let model = CloudModel(seed: seed)
            let text = try #require(JSON(text: model.json.text))
            #expect(try CloudModel().changed(by: text) == model)
        }
    }

    @Test("A description names what differs, and nothing else")
    func description() throws {
        #expect(CloudModel().summary == "the default")
        let model = try CloudModel().changed(
            by: ["readLag": ["byTag": 12], "tagFilter": "prefix", "quota": 10])
        #expect(model.summary == "readLag.byTag 12, tagFilter prefix")
    }

    static let refused: [(JSON, String)] = [
        (["nonsense": 1], "A model has no field nonsense."),
        (["readLag": ["byName": 1]], "A model has no field readLag.byName."),
        (["readLag": 3], "A model has no field readLag."),
        (["quota": -1], "The model's field quota takes a whole number from 0 to 100000."),
        (["quota": "3"], "The model's field quota takes a whole number from 0 to 100000."),
        (
            ["tagFilter": "fuzzy"],
            "The model's field tagFilter takes one of exact, ignored, prefix."
        ),
        (["seed": -1], "A seed is a whole number from 0."),
        (["seed": 1, "name": "default"], "A model has a seed or a name, not both."),
        ([], "A model is a JSON object."),
    ]

    @Test("What is no model is refused with a sentence", arguments: refused)
    func refusals(json: JSON, sentence: String) {
        #expect(throws: CloudModel.Refusal(description: sentence)) {
            try CloudModel(request: json)
        }
    }

    @Test(
        "A rule that changes says when and how, and nothing else",
        arguments: [
            ["ceiling": 3], ["fromCall": 0, "quota": 3], ["fromCall": 1, "quota": -3],
            ["fromCall": 1, "limit": 3], 7,
        ] as [JSON])
    func steps(step: JSON) {
        #expect(throws: CloudModel.Refusal.self) {
            try CloudModel(request: ["steps": .array([step])])
        }
    }

    @Test("Named models all differ, and each can be had by its name")
    func names() throws {
        #expect(NamedModel.all.count >= 8)
        for (place, named) in NamedModel.all.enumerated() {
            #expect(try CloudModel(request: ["name": .string(named.name)]) == named.model)
            let others = NamedModel.all.dropFirst(place + 1).map(\.model)
            #expect(!others.contains(named.model), "\(named.name)")
        }
        #expect(NamedModel.all.first?.model == CloudModel())
        #expect(throws: CloudModel.Refusal.self) { try CloudModel(request: ["name": "other"]) }
    }

    @Test("The documentation has every field, value, named model, fault and page")
    func documentation() throws {
        let text = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../docs/simulator.md"), encoding: .utf8)
        let words =
            ModelField.all.map(\.name) + NamedModel.all.map(\.name)
            + Fault.Kind.allCases.map(\.rawValue) + Intermediary.Page.allCases.map(\.rawValue)
            + CloudModel.ErrorShape.allCases.map(\.rawValue) + DateStyle.allCases.map(\.rawValue)
        for word in words { #expect(text.contains("`\(word)`"), "\(word)") }
        for named in NamedModel.all { #expect(text.contains(named.meaning), "\(named.name)") }
    }

    @Test("Fields change the model that a name or a seed chooses")
    func overrides() throws {
        let named = try CloudModel(request: ["name": "tagless", "quota": 3])
        #expect(named.tags == .omitted)
        #expect(named.quota == 3)
        var drawn = CloudModel(seed: 5)
        drawn.quota = 77
        #expect(try CloudModel(request: ["seed": 5, "quota": 77]) == drawn)
    }
}
