import Foundation
import Testing
import VaultTestSupport

/// How every refusal of the program reads: one sentence on standard error, in words for people, and no secret anywhere.
enum MatrixSentence {
    /// Words of libraries and of Swift, which tell a user nothing.
    private static let raw = [
        "sqlite", "libsodium", "errno", "Optional(", "Error Domain", "NSError", "nil", "Fatal",
        "curl", "SecretInputError", "VaultError", "LifecycleError", "rawValue", "TeamError",
        "DatabaseError", "libpq", "SQLSTATE", "PGRES",
    ]

    static func expect(
        _ statuses: Set<Int32>, _ finished: Finished, without secrets: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let said = finished.errors
        #expect(
            statuses.contains(finished.status), "\(finished.status): \(said)",
            sourceLocation: sourceLocation)
        let lines = said.split(separator: "\n")
        let isOne =
            lines.count == 1 && lines[0].hasPrefix("vault: ")
            && (lines[0].hasSuffix(".") || lines[0].hasSuffix("?"))
        #expect(isOne, "\(said)", sourceLocation: sourceLocation)
        expectPlain(finished, without: secrets, sourceLocation: sourceLocation)
    }

    static func expectPlain(
        _ finished: Finished, without secrets: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let words = finished.errors.lowercased().split(whereSeparator: { !$0.isLetter })
        for word in raw {
            #expect(
                !words.contains(Substring(word.lowercased())), "\(finished.errors)",
                sourceLocation: sourceLocation)
        }
        for secret in secrets {
            #expect(
                !(finished.errors + finished.output).contains(secret),
                sourceLocation: sourceLocation)
        }
    }
}
