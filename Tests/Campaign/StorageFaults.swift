import ArgumentParser
import Foundation

/// EIO and ENOSPC at every call that writes, once and from there on.
struct StorageFaults: ParsableCommand {
    @OptionGroup var options: CampaignOptions

    private static let calls: Set = [
        "openat", "write", "pwrite64", "fallocate", "fdatasync", "fsync", "ftruncate", "unlink",
        "rename", "link",
    ]

    func run() throws {
        let stages = StageSupply()
        var tally = Tally("storage faults")
        var number = 0
        var refused = 0
        for scenario in Scenario.all where options.selects(scenario.name) {
            options.tell(scenario.name)
            let places = try stages.next().trace(of: scenario).relevant
                .filter { Self.calls.contains($0.name) }
            for call in places {
                for error in ["EIO", "ENOSPC"] {
                    for sticky in ["", "+"] {
                        number += 1
                        guard options.includes(number) else { continue }
                        let inject = "error=\(error):when=\(call.nth)\(sticky)"
                        let title = "\(scenario.name) with \(call.name):\(inject)"
                        let (status, found) = try stages.next().disturbed(
                            scenario, .call(call.name, inject: inject))
                        if status != 0 { refused += 1 }
                        tally.count(title, found)
                    }
                }
            }
        }
        try tally.finish(", of \(number) places, \(refused) of them refused the command")
        // Faults that stop nothing were none.
        guard refused * 10 >= tally.cases else { throw Tally.Breached(count: tally.cases) }
    }
}
