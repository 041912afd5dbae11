import APIClient
import PlaintextCredentials

/// Where the calls of a key in plain text go.
struct ImportEndpoint {
    /// For keys whose file names none.
    let region: Region?
    let allowsInsecureLoopback: Bool

    /// - Returns: the endpoint, `nil` for the region's own.
    func of(_ key: PlaintextKey) throws(ImportProblem) -> (Region, Endpoint?) {
        var endpoint = try key.endpoint.flatMap { text throws(ImportProblem) in
            text.isEmpty ? nil : try self.endpoint(text)
        }
        let named = key.region.flatMap { $0.isEmpty ? nil : $0 }
        if let named, Region(named) == nil {
            throw ImportProblem(reason: "'\(named)' is no region")
        }
        guard
            let region = named.flatMap(Region.init) ?? endpoint?.regionInName ?? region
                ?? Region("eu-west-2")
        else { throw ImportProblem(reason: "it has no region") }
        // As osc-cli puts it together.
        if endpoint == nil, let host = key.host, !host.isEmpty {
            endpoint = try self.endpoint("https://api.\(region.name).\(host)")
        }
        if let given = endpoint, given.isStandard(for: region) { endpoint = nil }
        return (region, endpoint)
    }

    private func endpoint(_ text: String) throws(ImportProblem) -> Endpoint {
        do throws(EndpointError) {
            return try Endpoint(text, allowingInsecureLoopback: allowsInsecureLoopback)
        } catch {
            throw ImportProblem(reason: Self.reason(error))
        }
    }

    /// What an endpoint's text holds may be a password, so it is not shown.
    private static func reason(_ error: EndpointError) -> String {
        error == .insecureLoopbackNotAllowed
            ? "its endpoint is http:// on this machine; that takes --allow-insecure-loopback"
            : "its endpoint is no https address"
    }
}
