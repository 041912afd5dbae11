import Foundation
import Testing

/// The built program in a process of its own, as a test or the demo starts it.
struct Running {
    var process: Process
    var input: Pipe
    var directory: URL
    var port: UInt16

    static let keyID = "AAAAAAAAAAAAAAAAAAAA"
    static let secret = String(repeating: "S", count: 40)

    /// Beside the program that runs the tests.
    private static var program: URL {
        get throws {
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: link).deletingLastPathComponent()
                .appendingPathComponent("outscale-simulator")
        }
    }

    /// Starts the program with one root key; ends it when the body is done, whatever it does.
    static func run(_ options: [String], _ body: (Running) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let running = try await offPool { try start(options, in: directory) }
        defer { if running.process.isRunning { running.process.terminate() } }
        try await body(running)
    }

    private static func start(_ options: [String], in directory: URL) throws -> Running {
        let secretFile = directory.appendingPathComponent("secret")
        try Data(secret.utf8).write(to: secretFile)
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = try program
        process.arguments =
            options + [
                "--port-file", directory.appendingPathComponent("port").path,
                "--log", directory.appendingPathComponent("log").path,
                "--root-key", "\(keyID):\(secretFile.path)", "--seconds", "3600",
            ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let match = try #require(line.wholeMatch(of: /listening on http:\/\/127\.0\.0\.1:(\d+)\n/))
        let port = try #require(UInt16(match.1))
        return Running(process: process, input: input, directory: directory, port: port)
    }

    var log: String {
        get throws {
            try String(contentsOf: directory.appendingPathComponent("log"), encoding: .utf8)
        }
    }

    /// The exit status.
    func end() async throws -> Int32 {
        let process = process
        return try await offPool {
            process.waitUntilExit()
            return process.terminationStatus
        }
    }
}

/// Runs what blocks on a thread of its own: tasks share only a few.
func offPool<Result>(_ body: @escaping @Sendable () throws -> sending Result) async throws
    -> sending Result
{
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            do { continuation.resume(returning: try body()) } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
