import ArgumentParser
import Foundation

/// `outscale-simulator`: a small OUTSCALE API on the loopback interface.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outscale-simulator",
        abstract: "A small OUTSCALE API with real signature checks, for demos and tests.")

    @Option(help: "The port on 127.0.0.1; 0 is a free one.")
    var port: UInt16 = 0

    @Option(help: "A file that gets the port, whole or not at all, once connections are accepted.")
    var portFile: String?

    @Option(help: "The process ends after so many seconds.")
    var seconds: Double = 600

    @Flag(help: "The process ends when its standard input closes.")
    var untilStdinCloses = false

    @Option(help: "The token for /_control/…; without it there is no such interface.")
    var controlToken: String?

    @Option(help: "A file that gets one line a request, instead of standard error.")
    var log: String?

    @OptionGroup var cloud: CloudOptions

    func run() async throws {
        let stateFile = cloud.state.map(StateFile.init(path:))
        let simulator = Simulator(
            cloud: try stateFile?.read() ?? cloud.build(), document: try .bundled(),
            log: try log.map(RequestLog.init(path:)) ?? .standardError, stateFile: stateFile)
        if let model = try cloud.model() { simulator.follow(model) }
        let server = try Server(simulator: simulator, controlToken: controlToken, port: port)
        let lifetime = Lifetime(seconds: seconds, untilStdinCloses: untilStdinCloses) {
            Foundation.exit(0)
        }
        defer { withExtendedLifetime(lifetime) {} }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { try await announce(try await server.port()) }
            try await group.waitForAll()
        }
    }

    /// Tells whoever waits, by the file and by one line on standard output.
    private func announce(_ port: UInt16) async throws {
        if let portFile {
            try Data("\(port)\n".utf8).write(
                to: URL(fileURLWithPath: portFile), options: .atomic)
        }
        try FileHandle.standardOutput.write(
            contentsOf: Data("listening on http://127.0.0.1:\(port)\n".utf8))
    }
}
