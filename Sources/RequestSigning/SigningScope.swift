/// What a derived signing key is good for: one day, one region, the service `api`.
package struct SigningScope: Hashable, Sendable, CustomStringConvertible {
    /// OUTSCALE API, as the signature's scope and key derivation name it.
    package static let service = "api"
    /// The last part of every scope.
    package static let terminator = "osc4_request"

    /// `YYYYMMDD`.
    package let day: String
    /// For example `eu-west-2`.
    package let region: String

    package init(time: SigningTime, region: String) {
        day = time.day
        self.region = region
    }

    package var description: String { "\(day)/\(region)/\(Self.service)/\(Self.terminator)" }
}
