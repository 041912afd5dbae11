import Foundation

/// Keeps the world in a file, so that it outlives the process. It holds the made-up secrets too.
struct StateFile: Sendable {
    let path: String

    /// Nil when there is no such file yet.
    func read() throws -> World? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try JSONDecoder().decode(
            World.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Replaces the file as a whole.
    func write(_ world: World) {
        do {
            let data = try JSONEncoder().encode(world)
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            RequestLog.standardError.write("can't write the state to \(path): \(error)")
        }
    }
}
