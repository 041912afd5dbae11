/// How long a server may take, and how much it may say.
///
/// libpq takes in as much of a row as has come before it can be stopped, so a server that sends faster than this process
/// reads costs more memory than the limits say.
package struct DatabaseLimits: Sendable {
    /// Until somebody is logged in, for each host.
    package var connecting: Duration = .seconds(10)
    /// Without a row or the end of a statement; longer than the server's own limits in
    /// ``DatabaseStatement/transactionSettings``, so that the server can still tell of them.
    package var silence: Duration = .seconds(15)
    /// The cells of all rows of one round trip.
    package var bufferedBytes = 64 << 20
    /// The cells of a row of ``DatabaseConnection/stream(_:_:)``.
    package var rowBytes = 2 << 20

    package init() {}
}
