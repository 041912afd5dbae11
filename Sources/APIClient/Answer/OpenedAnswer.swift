import FoundationEssentials
import SecretMemory

/// A scanned answer, its secret apart from the rest.
struct OpenedAnswer: ~Copyable {
    /// The answer with every secret key blanked, so that it may be copied.
    let json: Data
    /// Whether it has a member `Errors`, whatever its status.
    let speaksOfErrors: Bool
    /// The secret of the key just created.
    private var secret: SecretBytes?

    /// Scans the body, takes the created key's secret out of it, and blanks every secret.
    ///
    /// If the scan fails, nothing is copied, since it is not known what stands where.
    init(opening body: inout ResponseBody) throws(JSONScanError) {
        let scanner = try body.withBytes { bytes throws(JSONScanError) in try JSONScanner(bytes) }
        let created = scanner.createdSecret
        let taken = try body.withBytes { bytes throws(JSONScanError) in
            try Self.take(created, from: bytes)
        }
        for place in scanner.secrets { body.blank(place.range) }
        json = body.unguardedCopy()
        speaksOfErrors = scanner.speaksOfErrors
        secret = taken
    }

    var hasSecret: Bool { secret != nil }

    /// Hands the secret over; the second time there is none.
    mutating func takeSecret() -> SecretBytes? { secret.take() }

    private static func take(
        _ place: SecretPlace?, from bytes: Span<UInt8>
    ) throws(JSONScanError) -> SecretBytes? {
        guard let place else { return nil }
        return try place.read(from: bytes)
    }
}
