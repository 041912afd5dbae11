import Vault

/// What stands first in a request; docs/agent.md has the table.
enum RequestCode: UInt8 {
    case status = 1
    case unlock = 2
    case lock = 3
    case observe = 4
    case open = 16
    case seal = 17
    case mac = 18
    case sign = 19
    case batch = 20
    case openNoted = 21

    /// Codes from here on use a key, and their payload begins with its id.
    static let firstUse: UInt8 = 16
}

/// What stands first in an operation of a batch.
enum OperationCode: UInt8 {
    case open = 1
    case seal = 2
    case mac = 3
    case link = 4
    case spoolHead = 5
}

extension MACPurpose {
    var code: UInt8 {
        switch self {
        case .manifest: 1
        case .audit: 2
        case .highWaterMark: 3
        case .names: 4
        }
    }

    init?(code: UInt8) {
        switch code {
        case 1: self = .manifest
        case 2: self = .audit
        case 3: self = .highWaterMark
        case 4: self = .names
        default: return nil
        }
    }
}
