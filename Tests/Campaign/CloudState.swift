import Foundation

/// The simulated OUTSCALE's own view: what was issued, and what went over the wire.
struct CloudState: Decodable {
    struct Key: Decodable {
        let accessKeyId: String
        let secretKey: String
        let owner: String?
        let state: String
        let tag: String?
        let deleted: Bool
        let expirationDate: String?
        let lastModificationDate: String?
    }

    struct Request: Decodable {
        let action: String
        let dryRun: Bool
        let tag: String?
        let userName: String?
        let committed: Bool
    }

    let keys: [Key]
    let requests: [Request]

    func living(of user: String?) -> [Key] { keys.filter { $0.owner == user && !$0.deleted } }

    var creations: [Request] { requests.filter { $0.action == "CreateAccessKey" && !$0.dryRun } }
}
