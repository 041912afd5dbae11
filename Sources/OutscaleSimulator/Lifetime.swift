import Dispatch
import Foundation

/// How long the process lives: no test leaves one behind.
final class Lifetime {
    private let sources: [any DispatchSourceSignal]

    /// Calls `end` when the seconds are over, at SIGTERM or SIGINT, and, if asked, when standard
    /// input closes.
    init(seconds: Double, untilStdinCloses: Bool, end: @escaping @Sendable () -> Void) {
        // A client that went away must not end the server.
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue.global()
        queue.asyncAfter(deadline: .now() + seconds, execute: end)
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: end)
            source.resume()
            return source
        }
        if untilStdinCloses {
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                end()
            }
        }
    }
}
