import Foundation
import Testing
import VaultTestSupport

/// "Everything else is as before": the commands of every day, once on a file and once on a team's vault.
@Suite(
    "A team's vault answers as a private one does", .serialized,
    .enabled(if: PostgresPrograms.exist))
struct EverydayTests {
    private static let inWords = Result {
        try EverydayVault(.file).answers(asJSON: false)
    }
    private static let inJSON = Result {
        try EverydayVault(.file).answers(asJSON: true)
    }

    @Test func `and the private one's commands end as they should`() throws {
        for answers in [try Self.inWords.get(), try Self.inJSON.get()] {
            for (step, answer) in zip(EverydayStep.all, answers) {
                #expect(answer.status == step.status, "\(answer)")
                #expect(answer.isDocument, "\(answer)")
            }
        }
    }

    @Test func `in words`() throws {
        try compare(EverydayVault(.server).answers(asJSON: false), with: Self.inWords.get())
    }

    @Test func `in JSON`() throws {
        try compare(EverydayVault(.server).answers(asJSON: true), with: Self.inJSON.get())
    }

    @Test(.enabled(if: PostgresPooler.exists)) func `through a pooler`() throws {
        try compare(EverydayVault(.pooler).answers(asJSON: true), with: Self.inJSON.get())
    }

    private func compare(_ answers: [EverydayAnswer], with before: [EverydayAnswer]) {
        #expect(answers.count == before.count)
        for (answer, expected) in zip(answers, before) {
            #expect(answer == expected, "\(answer)instead of\n\(expected)")
        }
    }
}
