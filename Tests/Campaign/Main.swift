import ArgumentParser
import Foundation

/// Disturbs the lifecycle in every way that its design names, and checks its invariants each time.
@main
struct Campaign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Kills, faults and random histories against the built program.",
        subcommands: [
            KillSweep.self, StorageFaults.self, PartialWrites.self, FullDisk.self,
            NetworkFaults.self, RandomHistories.self,
        ])
}

/// How much of a campaign is run, and where it starts.
struct CampaignOptions: ParsableArguments {
    @Option(help: "Every n-th case; 1 is all of them.") var every = 1
    @Option(help: "The first case of those, so that several processes share the work.") var from = 0
    @Flag(help: "Print each case.") var verbose = false
    @Option(help: "Only scenarios whose name has this in it.") var only: String?

    func selects(_ scenario: String) -> Bool { only.map { scenario.contains($0) } ?? true }

    func tell(_ text: String) {
        if verbose { FileHandle.standardError.write(Data("\(Date()) \(text)\n".utf8)) }
    }

    func includes(_ number: Int) -> Bool { number % every == from % every }
}
