/// What a statement of a team's vault is about. It begins with these bytes, so that no statement passes for one of another
/// kind: none is the beginning of another.
enum StatementKind: String, CaseIterable, Sendable {
    case manifest = "vault/man/v2"
    case roster = "vault/ros/v1"
    case audit = "vault/aud/v2"
    case join = "vault/joi/v1"

    var prefix: [UInt8] { Array(rawValue.utf8) }
}
