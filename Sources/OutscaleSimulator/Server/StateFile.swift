import Foundation

/// Keeps the cloud in a file, so that it outlives the process. It holds the made-up secrets too.
struct StateFile: Sendable {
    let path: String

    /// Nil when there is no such file yet.
    func read() throws -> SimulatedCloud? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try JSONDecoder().decode(
            SimulatedCloud.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Replaces the file as a whole.
    func write(_ cloud: SimulatedCloud) {
        do {
            let data = try JSONEncoder().encode(cloud)
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            RequestLog.standardError.write("can't write the state to \(path): \(error)")
        }
    }
}
