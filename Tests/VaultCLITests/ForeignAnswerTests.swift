import Testing

@testable import APIClient
@testable import VaultCLI

@Suite("What something on the way answered")
struct ForeignAnswerTests {
    @Test(arguments: [
        (407, "Proxy login needed", VaultCLI.ExitStatus.api), (404, "", .api),
        (429, "slow down", .unreachable),
    ])
    func `is told as such, with its status and its words`(
        status: Int, words: String, exit: VaultCLI.ExitStatus
    ) {
        let failure = Failure(.intermediary(ForeignAnswer(status: status, words: words)))
        #expect(failure.status == exit)
        #expect(failure.message.contains("something between here and OUTSCALE"))
        #expect(failure.message.contains("HTTP \(status)") && failure.message.contains(words))
        #expect(!failure.message.contains("OUTSCALE refused"))
    }

    @Test func `is unreachable for now if it is a gateway's 503, and an error if it is a 502`() {
        let statuses = [503, 502].map {
            Failure(.serverFailed(Refusal(status: $0, errors: [], evidence: nil))).status
        }
        #expect(statuses == [.unreachable, .api])
    }
}
