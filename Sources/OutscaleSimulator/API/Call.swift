/// The calls that are simulated.
enum Call: String, CaseIterable, Sendable {
    case createAccessKey = "CreateAccessKey"
    case readAccessKeys = "ReadAccessKeys"
    case updateAccessKey = "UpdateAccessKey"
    case deleteAccessKey = "DeleteAccessKey"
    case createUser = "CreateUser"
    case readUsers = "ReadUsers"
    case deleteUser = "DeleteUser"
    case readAccounts = "ReadAccounts"
    case readApiAccessPolicy = "ReadApiAccessPolicy"
    case updateApiAccessPolicy = "UpdateApiAccessPolicy"
    case readQuotas = "ReadQuotas"

    /// Of `/api/v1/X` and `/api/latest/X`.
    init?(path: String) {
        for prefix in ["/api/v1/", "/api/latest/"] where path.hasPrefix(prefix) {
            guard let call = Call(rawValue: String(path.dropFirst(prefix.count))) else {
                return nil
            }
            self = call
            return
        }
        return nil
    }

    /// Whether an EIM user may do this for itself without any further right.
    var isOnOwnKeys: Bool {
        switch self {
        case .createAccessKey, .readAccessKeys, .updateAccessKey, .deleteAccessKey: true
        default: false
        }
    }

    var isReading: Bool { rawValue.hasPrefix("Read") }
}
