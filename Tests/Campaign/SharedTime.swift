import Foundation
import VaultTestSupport

/// The time of a stage's world, which passes while the program waits: for the program and for the simulated OUTSCALE
/// alike (`Tests/Disturbance/disturbance.c`).
final class SharedTime {
    private let file: URL

    init(in folder: URL) throws {
        file = folder.appending(path: "time-\(UUID())")
        try Data(count: MemoryLayout<Int64>.size).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(at: file) }

    /// Seconds that the program has waited since the stage was made.
    var waited: TimeInterval {
        let bytes = (try? Data(contentsOf: file)) ?? Data()
        return Double(bytes.reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }) / 1_000_000
    }

    /// No time has passed yet. The file stays the one that running processes have mapped.
    func reset() throws {
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: Data(count: MemoryLayout<Int64>.size))
        try handle.close()
    }

    /// What a process has in its environment that lives in this world.
    var variables: [String: String] {
        ["LD_PRELOAD": BuiltProducts.disturbance, "DISTURB_TIME": file.path]
    }
}
