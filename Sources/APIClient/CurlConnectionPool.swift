import Synchronization

/// Makes the transports of a command, so that those with the same settings share their connections.
package final class CurlConnectionPool: Sendable {
    private let connections = Mutex<[TransportSettings: CurlConnections]>([:])

    package init() {}

    package func transport(_ settings: TransportSettings) -> any Transport {
        // A proxy's login is held no longer than whoever uses it is there.
        guard settings.proxyLogin == nil else { return CurlTransport(settings: settings) }
        return CurlTransport(
            settings: settings, systemStore: nil,
            connections: connections.withLock { connections in
                if let known = connections[settings] { return known }
                let new = CurlConnections()
                connections[settings] = new
                return new
            })
    }

    /// Ends all connections; a transport that is used again makes new ones.
    package func close() {
        connections.withLock { $0.values.forEach { $0.close() } }
    }
}
