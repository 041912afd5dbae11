import Foundation
import VaultTestSupport

/// Compares what the program says with what is.
final class SentenceJudge {
    private let claims: [Claim]
    private var promises: [NeverMade] = []
    /// How many claims were compared.
    private(set) var heard = 0

    init() throws { claims = try Self.claims() }

    /// All that the program says of how things are.
    static func claims() throws -> [Claim] { try KeyClaims.all() + EndClaims.all() }

    /// A new case: nothing is promised.
    func begin() { promises = [] }

    /// What is not so of what a run has said.
    func judge(_ finished: Finished, at moment: Moment) throws -> [String] {
        let text = finished.output + "\n" + finished.errors
        var untrue: [String] = []
        for claim in claims {
            let (count, found) = claim.judge(text, moment)
            heard += count
            untrue += found
        }
        promises += try NeverMade.said(in: text, moment)
        // With -o json a sentence stands in both outputs.
        return Array(Set(untrue)).sorted()
    }

    /// What was said to be never made, and is.
    func broken(by cloud: CloudState) -> [String] { promises.flatMap { $0.broken(by: cloud) } }
}
