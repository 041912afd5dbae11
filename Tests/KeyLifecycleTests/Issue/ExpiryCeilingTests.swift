import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle

@Suite("An expiry beyond the account's ceiling")
struct ExpiryCeilingTests {
    private func issue(below ceiling: Int) throws -> (stage: Stage, remarks: Int) {
        let stage = try Stage()
        stage.outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: ceiling))
        stage.outscale.on("ReadQuotas", ScriptedOutscale.quota(10))
        let issued = try stage.issue(expiresIn: 86_400, mayBeCut: true)
        return (stage, issued.remarks.count { if case .expiryCut = $0 { true } else { false } })
    }

    @Test(arguments: [120, 600] as [Int])
    func `is cut where a minute is left of it at least`(ceiling: Int) throws {
        #expect(try issue(below: ceiling).remarks == 1)
    }

    /// A minute goes for clocks that differ.
    @Test(arguments: [1, 61, 90, 119] as [Int])
    func `is refused where less would be left, and nothing is made`(ceiling: Int) throws {
        #expect {
            _ = try issue(below: ceiling)
        } throws: {
            if case LifecycleError.expiryBeyondCeiling = $0 { true } else { false }
        }
    }
}
