/// What stands first in a request; docs/agent.md has the table. 18 signed anything, in version 1, and is not used again.
enum RequestCode: UInt8 {
    case status = 1
    case unlock = 2
    case lock = 3
    case observe = 4
    case watch = 5
    case watched = 6
    case unlockMember = 7
    case member = 8
    case openSlot = 9
    case signStatement = 10
    case open = 16
    case seal = 17
    case sign = 19
    case batch = 20
    case openNoted = 21
    case attest = 22

    /// Codes from here on use a key, and their payload begins with its id.
    static let firstUse: UInt8 = 16
}

/// What stands first in an operation of a batch. 3 and 4 were version 1's, and are not used again.
enum OperationCode: UInt8 {
    case open = 1
    case seal = 2
    case spoolHead = 5
    case attest = 6
}
