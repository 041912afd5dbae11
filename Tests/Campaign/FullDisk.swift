import ArgumentParser
import Foundation
import VaultTestSupport

/// A small disk that really is full: before a command, to every remaining page; and during it, filled by
/// somebody else just before each of its writes.
///
/// Mounts a tmpfs, so it is run in a mount namespace of its own: `unshare --map-root-user --mount`.
struct FullDisk: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @Option(help: "Up to so many pages of 4096 bytes are left free.") var pages = 24

    func run() throws {
        let disk = try SmallDisk()
        let stages = StageSupply(in: disk.folder, telling: options)
        var tally = Tally("full-disk")
        var number = 0
        var refused = 0
        for scenario in Scenario.all where options.selects(scenario.name) {
            let writes = try stages.next().countWrites(of: scenario)
            options.tell("\(scenario.name): \(writes) writes")
            let before = (0...pages).map { (write: 1, pages: $0) }
            let during = (2...max(2, writes)).flatMap { write in
                (0...2).map { (write: write, pages: $0) }
            }
            for place in before + during {
                number += 1
                let title =
                    "\(scenario.name): \(place.pages) pages left at write \(place.write)"
                guard options.includes(title) else { continue }
                let stage = try stages.next()
                let (status, found) = try stage.disturbed(
                    scenario, disk.filling(at: place.write, leaving: place.pages),
                    afterwards: disk.empty)
                if status != 0 { refused += 1 }
                tally.count(title, found)
            }
        }
        try tally.finish(", of \(number) places, \(refused) of them refused the command")
        // A disk that is never too small shows nothing.
        guard options.isOneCase || refused > 0 else { throw Tally.Breached(count: tally.cases) }
    }
}

/// A tmpfs of 16 MiB, unmounted with the value.
final class SmallDisk {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", folder.path])
    }

    deinit {
        try? Self.run(["umount", folder.path])
        try? FileManager.default.removeItem(at: folder)
    }

    private var filler: String { folder.path + "/filler" }

    /// Somebody else takes the disk but for some pages, just before a write.
    func filling(at write: Int, leaving pages: Int) -> Disturbance {
        .inside(
            .write, nth: write, how: "fill",
            more: ["DISTURB_FILLER": filler, "DISTURB_PAGES": String(pages)])
    }

    /// Gives the room back.
    func empty() throws {
        try? FileManager.default.removeItem(atPath: filler)
    }

    private static func run(_ words: [String]) throws {
        let child = try Child("env", words, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        let finished = try child.finish()
        guard finished.status == 0 else { throw NoDisk(description: finished.errors) }
    }

    struct NoDisk: Error, CustomStringConvertible { let description: String }
}
