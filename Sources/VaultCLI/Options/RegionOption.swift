import APIClient

/// A region as a user types it.
enum RegionOption {
    static func parse(_ text: String, _ console: Console) throws -> String {
        // A region may have any name but the word that removes a setting.
        guard text != OptionalSetting.none, let region = Region(text) else {
            throw Failure(
                .setting, "setting",
                "'\(text)' is no region's name; OUTSCALE has \(Region.known.joined(separator: ", "))."
            )
        }
        if !region.isKnown {
            console.note(
                "OUTSCALE's documentation does not name the region '\(text)'; check the spelling.")
        }
        return region.name
    }

    /// An endpoint of one region never answers for another: a key would be made where nobody looks for it.
    static func requireAgreement(of endpoint: Endpoint, with region: String) throws {
        guard let named = endpoint.regionInName, named.name != region else { return }
        throw Failure(
            .setting, "setting",
            "\(endpoint) is the endpoint of \(named), and the profile's region is \(region). "
                + "Give --region \(named), or --endpoint none for the region's own.")
    }
}
