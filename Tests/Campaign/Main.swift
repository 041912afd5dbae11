import ArgumentParser
import Foundation
import VaultTestSupport

/// Disturbs the lifecycle in every way that its design names, and checks its invariants each time.
@main
struct Campaign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Kills, faults and random histories against the built program.",
        subcommands: [
            KillSweep.self, StorageFaults.self, PartialWrites.self, FullDisk.self,
            NetworkFaults.self, RandomHistories.self, AgentLoad.self, CopyFaults.self, Writers.self,
            TeamWriters.self,
            JudgeTheJudge.self,
        ])
}

/// How much of a campaign is run.
///
/// A case is chosen by its title, not by its number: so a sample is the same on every machine, however many files one
/// opens, and a case that is added moves no other.
struct CampaignOptions: ParsableArguments {
    @Option(help: "About every n-th case; 1 is all of them.") var every: UInt64 = 1
    @Option(help: "Which of these shares, so that several processes share the work.")
    var from: UInt64 = 0
    @Flag(help: "Print each case.") var verbose = false
    @Option(help: "Only scenarios whose name has this in it.") var only: String?
    @Option(name: .customLong("case"), help: "Only the case of this title, as a breach prints it.")
    var title: String?

    /// Whether cases are run that only this machine has.
    var isExhaustive: Bool { every == 1 }
    var isOneCase: Bool { title != nil }

    /// Without it every disturbance and every clock would do nothing, and everything would pass.
    func validate() throws {
        guard FileManager.default.isExecutableFile(atPath: BuiltProducts.disturbance) else {
            throw ValidationError(
                "libdisturbance.so is not beside the program: scripts/campaign builds it.")
        }
    }

    func selects(_ scenario: String) -> Bool {
        if let title { return title.hasPrefix(scenario + ":") }
        return only.map { scenario.contains($0) } ?? true
    }

    func tell(_ text: String) {
        if verbose { FileHandle.standardError.write(Data("\(Date()) \(text)\n".utf8)) }
    }

    func includes(_ title: String) -> Bool {
        if let chosen = self.title { return chosen == title }
        return Self.fingerprint(title) % every == from % every
    }

    /// FNV-1a: the same in every process, unlike `hashValue`.
    private static func fingerprint(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
