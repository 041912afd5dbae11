import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Which requests a fault meets")
struct FaultPlanTests {
    static let cases: [(JSON, [Bool])] = [
        ([:], [true, false, false, false]),
        (["nth": 2], [false, true, false, false]),
        (["nth": 2, "times": 2], [false, true, true, false]),
        (["every": true], [true, true, true, true]),
        (["nth": 3, "every": true], [false, false, true, true]),
    ]

    func plan(_ fields: JSON, action: JSON = "CreateAccessKey") throws -> FaultPlan {
        let base: JSON = ["action": action, "kind": "slow"]
        let json = JSON.object((base.members ?? []) + (fields.members ?? []))
        return FaultPlan([try JSONDecoder().decode(Fault.self, from: Data(json.text))])
    }

    @Test("The nth, so many times, or every one from there on", arguments: cases)
    func counting(fields: JSON, expected: [Bool]) throws {
        var plan = try plan(fields)
        let met = (1...4).map { _ in plan.next(action: "CreateAccessKey", isDryRun: false) != nil }
        #expect(met == expected)
    }

    @Test("Only requests of that action count, and a star is every action")
    func actions() throws {
        var one = try plan([:])
        #expect(one.next(action: "ReadAccessKeys", isDryRun: false) == nil)
        #expect(one.next(action: "CreateAccessKey", isDryRun: false) != nil)
        var all = try plan([:], action: "*")
        #expect(all.next(action: "ReadAccessKeys", isDryRun: false) != nil)
    }

    @Test("A DryRun counts only for a fault that asks for it")
    func dryRuns() throws {
        var usual = try plan([:])
        #expect(usual.next(action: "CreateAccessKey", isDryRun: true) == nil)
        #expect(usual.next(action: "CreateAccessKey", isDryRun: false) != nil)
        var rehearsal = try plan(["dryRun": true])
        #expect(rehearsal.next(action: "CreateAccessKey", isDryRun: false) == nil)
        #expect(rehearsal.next(action: "CreateAccessKey", isDryRun: true) != nil)
    }
}
