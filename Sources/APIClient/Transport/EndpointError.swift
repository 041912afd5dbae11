/// Why a text is no endpoint; one case per cure.
package enum EndpointError: Error, Hashable, Sendable {
    /// There is no host in it.
    case noHost
    /// The scheme is neither `https` nor `http`.
    case unsupportedScheme(String)
    /// It carries a user, a password, a path, a query or a fragment; an endpoint is an origin.
    case notAnOrigin
    /// The host is neither a name, nor an IPv4 address, nor an IPv6 address in brackets without a zone.
    case invalidHost
    /// The port is not a number from 1 to 65535.
    case invalidPort
    /// `http://` to a host that is not the literal `127.0.0.1` or `[::1]`: signatures and secrets would
    /// travel in clear.
    case plainHTTP
    /// `http://` to the loopback, which was not allowed.
    case insecureLoopbackNotAllowed
}
