package import Foundation

/// The simulated OUTSCALE API in its own process, ended with the value.
package final class Simulator {
    package struct Key: Decodable, Sendable {
        package let accessKeyId: String
        package let secretKey: String
        package let owner: String?
        package let state: String
        package let tag: String?
        package let deleted: Bool
        package let expirationDate: String?
    }

    package struct Seen: Decodable, Sendable {
        package let action: String
        package let authorization: String
        package let dryRun: Bool
        package let committed: Bool
    }

    struct State: Decodable {
        let keys: [Key]
        let requests: [Seen]
    }

    private let child: Child
    private let folder: URL
    private let token = UUID().uuidString
    package let port: Int

    /// - Parameter environment: what its process has beside PATH.
    package init(
        _ options: String..., seconds: Int = 3600, environment: [String: String] = [:]
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "simulator-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let login = folder.appending(path: "login").path
        _ = FileManager.default.createFile(
            atPath: login, contents: Data(Workspace.loginPassword.utf8))
        let portFile = folder.appending(path: "port").path
        child = try Child(
            BuiltProducts.simulator,
            [
                "--port-file", portFile, "--control-token", token, "--login-password-file", login,
                "--user", "alice", "--seconds", String(seconds), "--log",
                folder.appending(path: "log").path,
            ] + options, environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 })
        port = try Self.waitForPort(portFile)
    }

    deinit {
        kill(child.process, SIGTERM)
        _ = try? child.finish()
        try? FileManager.default.removeItem(at: folder)
    }

    package var origin: String { "http://127.0.0.1:\(port)" }

    package func keys() throws -> [Key] { try state().keys }

    /// CreateAccessKey requests that were no dry run.
    package func creations() throws -> [Seen] {
        try state().requests.filter { $0.action == "CreateAccessKey" && !$0.dryRun }
    }

    package func requests() throws -> [Seen] { try state().requests }

    package func disturb(_ kind: String, action: String = "CreateAccessKey", _ more: String = "")
        throws
    {
        try control(
            "faults", "{\"faults\":[{\"action\":\"\(action)\",\"kind\":\"\(kind)\"\(more)}]}")
    }

    @discardableResult
    package func control(_ path: String, _ body: String) throws -> Data {
        try LoopbackCall(port: port).post(
            "/_control/\(path)", body, headers: ["X-Control-Token": token])
    }

    private func state() throws -> State {
        try JSONDecoder().decode(State.self, from: control("state", "{}"))
    }

    private static func waitForPort(_ path: String) throws -> Int {
        var port: Int?
        eventually {
            let text = try? String(contentsOfFile: path, encoding: .utf8)
            port = text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
            return port != nil
        }
        guard let port else { throw Child.Failure(what: "the simulator did not start") }
        return port
    }
}
