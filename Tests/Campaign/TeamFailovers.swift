import ArgumentParser
import Foundation
import VaultTestSupport

/// The primary of a team's vault dies by SIGKILL while two members create keys, and a standby takes over. A synchronous one has
/// all that was acknowledged; what another lacks is noticed with 65, and put back from a member's copy.
struct TeamFailovers: ParsableCommand {
    enum Standby: String, ExpressibleByArgument, CaseIterable { case sync, async }

    @Option(help: "How many failovers, each of servers and a team of its own.") var count: UInt64 =
        100
    @Option(help: "Whether the primary waits for its standby: sync or async.") var standby =
        Standby.sync
    @Option(help: "What the first one is drawn by; the others count up from it.") var seed: UInt64 =
        1

    func run() throws {
        guard PostgresPrograms.exist else {
            print("team failovers: not run, since this machine has no PostgreSQL")
            return
        }
        var tally = Tally("team-failovers")
        var sum = TeamFailover.Figures()
        for number in seed..<seed + count {
            let (figures, found) = try TeamFailover(to: standby, seed: number).run()
            sum.add(figures)
            let options = ["--standby", standby.rawValue, "--count", "1", "--seed", "\(number)"]
            tally.count("\(standby.rawValue), seed \(number)", repeating: options, found)
        }
        try tally.finish(
            ", \(standby.rawValue) standby, \(sum.acknowledged) creations acknowledged, \(sum.missing) epochs missing after it, noticed "
                + "by \(sum.noticed) machines")
    }
}
