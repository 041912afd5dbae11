import APIClient
import Vault

/// What a session tells of a key beside its secret.
struct SessionFacts {
    let keyName: String
    let accessKeyID: String
    let region: String
    /// The origin, where it is not the region's own.
    let origin: String?

    init(_ key: KeyRecord, profile: Profile, client: ProfileClient) {
        keyName = key.name.description
        accessKeyID = key.accessKeyID
        region = profile.region
        origin = client.endpoint.isStandard(for: client.region) ? nil : client.endpoint.origin
    }

    /// The origin with the API's path, as octl, Terraform and the Python SDK want it.
    var endpoint: String? { origin.map { $0 + Endpoint.basePath } }
}
