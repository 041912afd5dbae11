import Foundation
import VaultTestSupport

extension Stage {
    private struct Answer: Decodable {
        let model: CloudModelFacts
        let description: String
    }

    /// From now on OUTSCALE is like that, and the program's machine has OUTSCALE's time.
    ///
    /// - Returns: what differs from the usual model.
    @discardableResult
    func take(_ model: ChosenModel) throws -> String {
        var answer = try take(model.request())
        // No program can tell its own clock from OUTSCALE's then: each command is refused, which says nothing.
        if answer.model.dateHeader == "front", abs(answer.model.clockOffset) > 45 {
            answer = try take(model.request(["\"clockOffset\":0"]))
        }
        offset = answer.model.clockOffset
        return answer.description
    }

    private func take(_ request: String) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: simulator.control("model", request))
    }

    private struct Models: Decodable {
        struct Named: Decodable { let name: String }
        let models: [Named]
    }

    static func modelNames() throws -> [String] {
        let simulator = try Simulator(seconds: 60)
        let answer = try simulator.control("models", "{}")
        return try JSONDecoder().decode(Models.self, from: answer).models.map(\.name)
    }
}
