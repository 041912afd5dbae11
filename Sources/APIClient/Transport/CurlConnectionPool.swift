import Synchronization

/// Makes the transports of a command, so that those with the same settings share their connections, for one caller each: an
/// answer on a connection belongs to nobody else.
package final class CurlConnectionPool: Sendable {
    private struct Use: Hashable {
        let settings: TransportSettings
        let caller: String
    }

    private let connections = Mutex<[Use: CurlConnections]>([:])

    package init() {}

    /// A transport for the calls of `caller` alone.
    package func transport(_ settings: TransportSettings, for caller: String) -> any Transport {
        // A proxy's login is held no longer than the client that uses it.
        guard settings.proxyLogin == nil else { return CurlTransport(settings: settings) }
        let use = Use(settings: settings, caller: caller)
        return CurlTransport(
            settings: settings, systemStore: nil,
            connections: connections.withLock { connections in
                if let known = connections[use] { return known }
                let new = CurlConnections()
                connections[use] = new
                return new
            })
    }

    /// Ends all connections; a transport that is used again makes new ones.
    package func close() {
        connections.withLock { $0.values.forEach { $0.close() } }
    }
}
