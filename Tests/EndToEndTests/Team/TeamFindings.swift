import Foundation
import Testing
import VaultTestSupport

/// What `doctor -o json` has found, by its checks.
struct TeamFindings: Decodable {
    struct Check: Decodable {
        let check: String
        let status: String
        let finding: String
        let cure: String?
    }

    private let checks: [Check]

    static func of(_ finished: Finished) throws -> TeamFindings {
        try JSONDecoder().decode(TeamFindings.self, from: Data(finished.output.utf8))
    }

    subscript(check: String) -> Check? { checks.first { $0.check == check } }
}

extension TeamMember {
    /// `doctor` without OUTSCALE.
    func findings(at address: String? = nil) throws -> TeamFindings {
        try .of(
            vault(
                ["doctor", "--offline", "-o", "json"],
                environment: address.map { ["OSC_VAULT": $0] } ?? [:]))
    }
}
