import APIClient
import Vault

/// What a session tells of a key beside its secret.
struct SessionFacts {
    let keyName: String
    let accessKeyID: String
    let region: String
    /// The origin, where it is not the region's own.
    let origin: String?
    /// The file of the client certificate that an API access rule may ask for, and that of its private key.
    let certificate: String?
    let certificateKey: String?

    init(_ key: KeyRecord, profile: Profile, client: ProfileClient) {
        keyName = key.name.description
        accessKeyID = key.accessKeyID
        region = profile.region
        origin = client.endpoint.isStandard(for: client.region) ? nil : client.endpoint.origin
        certificate = profile.clientCertificate
        certificateKey = profile.clientKey ?? profile.clientCertificate
    }

    /// The origin with the API's path, as octl, Terraform and the Python SDK want it.
    var endpoint: String? { origin.map { $0 + Endpoint.basePath } }
}
