import ArgumentParser
import Foundation

/// EIO and ENOSPC at every call that writes, once and from there on; and a `/proc` that can't be read, or hides.
struct StorageFaults: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @OptionGroup var models: ModelOptions

    private static let calls: Set = [
        "openat", "write", "pwrite64", "fallocate", "fdatasync", "fsync", "ftruncate", "unlink",
        "rename", "link",
    ]

    func run() throws {
        let stages = StageSupply(telling: options)
        var tally = Tally("storage-faults")
        var number = 0
        var refused = 0
        for model in try models.chosen() {
            for scenario in Scenario.all where options.selects(scenario.name) {
                options.tell(scenario.name + model.suffix)
                for fault in try faults(in: scenario, under: model, on: stages.next()) {
                    number += 1
                    let title = fault.title + model.suffix
                    guard options.includes(title) else { continue }
                    options.tell(title)
                    let (status, found) = try stages.next().disturbed(
                        scenario, .call(fault.call.name, inject: fault.injection), under: model)
                    if status != 0 { refused += 1 }
                    tally.count(title, repeating: models.repeating(title, model), found)
                    if !found.isEmpty { stages.discard() }
                }
            }
        }
        try tally.finish(", of \(number) places, \(refused) of them refused the command")
        // Faults that stop nothing were none.
        guard options.isOneCase || refused * 10 >= tally.cases else {
            throw Tally.Breached(count: tally.cases)
        }
    }

    private static func errors(of call: Trace.Call) -> [String] {
        let isOfKernel = call.subject.name.hasPrefix("/proc/")
        return ["EIO", "ENOSPC"] + (isOfKernel ? ["EACCES", "ENOENT"] : [])
    }

    /// A sample holds only what every machine has: the number of libraries that a machine opens chooses no case.
    private func faults(
        in scenario: Scenario, under model: ChosenModel, on stage: Stage
    ) throws -> [StorageFault] {
        try stage.trace(of: scenario, under: model).relevant
            .filter { Self.calls.contains($0.name) }
            .filter { options.isExhaustive || $0.subject.isPortable }
            .flatMap { call in
                Self.errors(of: call).flatMap { error in
                    ["", "+"].map {
                        StorageFault(
                            scenario: scenario.name, call: call, error: error, extent: $0)
                    }
                }
            }
    }
}

/// One call that fails, or that one and every later one of its name.
private struct StorageFault {
    let scenario: String
    let call: Trace.Call
    let error: String
    /// `+` for every later one too.
    let extent: String

    var title: String { "\(scenario): \(call.place) \(error)\(extent)" }
    var injection: String { "error=\(error):when=\(call.nth)\(extent)" }
}
