import Foundation

extension Control {
    /// `{"faults": […]}`, or `{"seed": n, "action": …}` for one drawn at random. Answers with what
    /// was installed.
    func installFaults(_ text: [UInt8], _ body: JSON) throws -> JSON {
        let faults = try body["seed"].map { [try drawnFault($0, body["action"])] } ?? plan(text)
        simulator.withState { $0.faults = FaultPlan(faults) }
        return ["installed": JSON(faults.count), "faults": .array(try faults.map(json))]
    }

    private func plan(_ text: [UInt8]) throws -> [Fault] {
        struct Plan: Decodable { var faults: [Fault] }
        return try JSONDecoder().decode(Plan.self, from: Data(text)).faults
    }

    private func drawnFault(_ seed: JSON, _ action: JSON?) throws(Failure) -> Fault {
        guard let seed = seed.integer.flatMap(UInt64.init(exactly:)) else { throw .field("seed") }
        var source = RandomSource.seeded(seed)
        return .drawn(for: action?.string ?? "*", from: &source)
    }

    private func json(_ fault: Fault) throws -> JSON {
        JSON(text: Array(try JSONEncoder().encode(fault))) ?? [:]
    }
}
