import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("The program outscale-simulator")
struct ProcessTests {
    static let curlPath = "/usr/bin/curl"

    @Test("It tells its port on standard output and in the file, and ends on SIGTERM")
    func portAndEnd() async throws {
        try await Running.run([]) { running in
            let file = running.directory.appendingPathComponent("port")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text == "\(running.port)\n")
            running.process.terminate()
            #expect(try await running.end() == 0)
            #expect(running.process.terminationReason == .exit)
        }
    }

    @Test("It ends when its standard input closes, if asked")
    func endOfInput() async throws {
        try await Running.run(["--until-stdin-closes"]) { running in
            try running.input.fileHandleForWriting.close()
            let status = try await running.end()
            #expect(status == 0)
        }
    }

    @Test(
        "curl's own signer is accepted, with OUTSCALE's names and with Amazon's",
        .enabled(if: FileManager.default.isExecutableFile(atPath: curlPath)),
        arguments: [
            ("osc:osc", "SSSS", "200"), ("aws:amz", "SSSS", "200"), ("osc:osc", "XXXX", "401"),
        ])
    func curl(provider: String, part: String, status: String) async throws {
        try await Running.run([]) { running in
            let port = running.port
            let secret = String(repeating: part, count: 10)
            let seen = try await offPool { try Self.curl(provider, secret: secret, port: port) }
            #expect(seen == status)
            #expect(try running.log.contains("ReadAccessKeys"))
            #expect(try !running.log.contains("SSSS"))
        }
    }

    /// The status of a signed call.
    private static func curl(_ provider: String, secret: String, port: UInt16) throws -> String {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: curlPath)
        process.arguments = [
            "--silent", "--max-time", "30", "--aws-sigv4", "\(provider):eu-west-2:api",
            "--user", "\(Running.keyID):\(secret)",
            "--header", "Content-Type: application/json", "--data", "{}",
            "--output", "/dev/null", "--write-out", "%{http_code}",
            "http://127.0.0.1:\(port)/api/v1/ReadAccessKeys",
        ]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    @Test("What is kept in a file is there for the next process")
    func state() async throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: file) }
        for expected in [1, 2] {
            try await Running.run(["--state", file, "--control-token", "t"]) { running in
                let server = try TestServer(port: running.port)
                let keys = try await server.call(.readAccessKeys).json["AccessKeys"]?.array
                #expect(keys?.count == expected)
                try await server.call(.createAccessKey)
            }
        }
    }
}
