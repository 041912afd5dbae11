import Foundation
import RequestSigning
import VaultTestSupport

@testable import APIClient

/// The program `outscale-simulator` in a process of its own: an OUTSCALE that shares no code with the client.
final class SimulatedOutscale {
    static let keyID = "AAAAAAAAAAAAAAAAAAAA"
    static let secretKey = String(repeating: "S", count: 40)

    let port: UInt16
    private let process: ChildProcess
    private let folder: URL

    var url: String { "http://127.0.0.1:\(port)" }

    init(_ options: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let secretFile = folder.appending(path: "secret")
        try Data(Self.secretKey.utf8).write(to: secretFile)
        let portFile = folder.appending(path: "port")
        process = try ChildProcess(
            [
                try Self.program, "--port-file", portFile.path, "--seconds", "3600",
                "--control-token", "t", "--log", folder.appending(path: "log").path,
                "--root-key", "\(Self.keyID):\(secretFile.path)",
            ] + options)
        port = try Self.awaitPort(in: portFile, process)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A client that signs with the root account's key.
    func client(
        secretKey: String = SimulatedOutscale.secretKey,
        settings: TransportSettings = TransportSettings(timeoutSeconds: 60)
    ) throws -> OutscaleClient {
        let signer = SecretKeySigner(accessKeyID: Self.keyID, secretKey: secret(secretKey))
        return try APIClientTests.client(url, authentication: .signed(signer), settings: settings)
    }

    /// Makes the next CreateAccessKey meet a fault.
    func install(fault: String) throws {
        _ = try control("faults", #"{"faults":[{"action":"CreateAccessKey",\#(fault)}]}"#)
    }

    /// How many CreateAccessKey requests have come, dry runs not counted, and how many keys that made.
    func creations() throws -> (seen: Int, committed: Int) {
        let state = try JSONSerialization.jsonObject(with: try control("state", "{}"))
        let counters = (state as? [String: Any])?["counters"] as? [String: Any]
        let counter = counters?["CreateAccessKey"] as? [String: Int]
        return (counter?["notDryRun"] ?? 0, counter?["committed"] ?? 0)
    }

    private func control(_ path: String, _ body: String) throws -> Data {
        let output = folder.appending(path: "answer-\(UUID().uuidString)").path
        let curl = try ChildProcess(
            [
                "curl", "--disable", "--silent", "--fail", "--header", "X-Control-Token: t",
                "--data", body, "--output", output, "\(url)/_control/\(path)",
            ])
        guard curl.wait() == 0 else { throw POSIXError(.EPROTO) }
        return try Data(contentsOf: URL(filePath: output))
    }

    /// Beside the program that runs the tests.
    private static var program: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(filePath: tests).deletingLastPathComponent()
                .appending(path: "outscale-simulator").path
        }
    }

    private static func awaitPort(in file: URL, _ process: ChildProcess) throws -> UInt16 {
        for _ in 0..<12_000 where process.isRunning {
            if let text = try? String(contentsOf: file, encoding: .utf8),
                let port = UInt16(text.trimmingCharacters(in: .whitespacesAndNewlines))
            {
                return port
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw POSIXError(.ECONNREFUSED)
    }
}
