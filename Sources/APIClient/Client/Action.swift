/// The calls of OUTSCALE's API that this program makes.
enum Action: String {
    case createAccessKey = "CreateAccessKey"
    case readAccessKeys = "ReadAccessKeys"
    case updateAccessKey = "UpdateAccessKey"
    case deleteAccessKey = "DeleteAccessKey"
    case createUser = "CreateUser"
    case readUsers = "ReadUsers"
    case readAccounts = "ReadAccounts"
    case readApiAccessPolicy = "ReadApiAccessPolicy"
    case readQuotas = "ReadQuotas"

    /// Whether asking again changes nothing. A creation that is repeated makes a second key.
    var isRead: Bool {
        switch self {
        case .readAccessKeys, .readUsers, .readAccounts, .readApiAccessPolicy, .readQuotas: true
        case .createAccessKey, .updateAccessKey, .deleteAccessKey, .createUser: false
        }
    }

    /// A created key brings its secret; anything else may be a long list.
    var answerRoom: AnswerRoom { self == .createAccessKey ? .guarded : .roomy }
}
