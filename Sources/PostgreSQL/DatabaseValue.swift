/// A parameter of a statement. It travels in binary form, beside the statement and never as a part of it.
package enum DatabaseValue: Hashable, Sendable {
    case null
    /// `bytea`
    case bytes([UInt8])
    /// `bigint`
    case integer(Int64)
    /// `text`
    case text(String)

    /// Its type's number in `pg_type`; 0 lets the server choose.
    var type: UInt32 {
        switch self {
        case .null: 0
        case .bytes: ColumnType.bytea.rawValue
        case .integer: ColumnType.bigint.rawValue
        case .text: ColumnType.text.rawValue
        }
    }

    /// As the protocol has it; `nil` for null.
    var encoded: [UInt8]? {
        switch self {
        case .null: nil
        case .bytes(let bytes): bytes
        case .integer(let number):
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        case .text(let text): Array(text.utf8)
        }
    }
}

/// Types that can be read, by their number in `pg_type` (PostgreSQL's `pg_type.dat`).
enum ColumnType: UInt32 {
    case bool = 16
    case bytea = 17
    case name = 19
    case bigint = 20
    case smallint = 21
    case integer = 23
    case text = 25
    case unknown = 705
    case varchar = 1043

    var isText: Bool {
        switch self {
        case .name, .text, .unknown, .varchar: true
        case .bool, .bytea, .bigint, .smallint, .integer: false
        }
    }

    /// How many bytes an integer of that type has; `nil` where it is none.
    var integerSize: Int? {
        switch self {
        case .bool: 1
        case .smallint: 2
        case .integer: 4
        case .bigint: 8
        case .bytea, .name, .text, .unknown, .varchar: nil
        }
    }
}
