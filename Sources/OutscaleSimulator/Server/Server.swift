import FlyingFox
import FlyingSocks
import Foundation

/// Serves a simulator over HTTP on the loopback interface.
struct Server {
    let simulator: Simulator
    let controlToken: String?
    private let http: HTTPServer

    /// - Parameter port: 0 is a free one.
    init(simulator: Simulator, controlToken: String?, port: UInt16) throws {
        self.simulator = simulator
        self.controlToken = controlToken
        let configuration = HTTPServer.Configuration(
            address: try .inet(ip4: "127.0.0.1", port: port),
            // A planned delay may be long.
            timeout: 3600,
            // What is refused unread must not be read to its end either.
            sharedRequestReplaySize: WireRequest.bodyLimit,
            pool: PromptSocketPool(),
            logger: .disabled)
        http = HTTPServer(
            config: configuration,
            handler: Handler(simulator: simulator, controlToken: controlToken))
    }

    /// Serves until the task is cancelled.
    func run() async throws { try await http.run() }

    /// Waits until connections are accepted.
    func port() async throws -> UInt16 {
        try await http.waitUntilListening()
        guard case .ip4(_, let port) = await http.listeningAddress else {
            throw SocketError.unsupportedAddress
        }
        return port
    }
}

/// Sends a request to the API or to the control interface.
struct Handler: HTTPHandler {
    let simulator: Simulator
    let controlToken: String?

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let answer = try await answer(to: request)
        return answer.response(at: simulator.headerTime)
    }

    private func answer(to request: HTTPRequest) async throws -> Answer {
        guard let wire = try await WireRequest(request) else {
            var answer = simulator.refusal(.bodyTooLarge)
            answer.delivery = .last
            return answer
        }
        if wire.path.hasPrefix(Control.prefix) {
            return Control(simulator: simulator, token: controlToken).answer(to: wire)
        }
        return await simulator.respond(to: wire)
    }
}
