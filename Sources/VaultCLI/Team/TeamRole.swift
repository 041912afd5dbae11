import ArgumentParser
import Vault

/// A role as it is typed and shown.
enum TeamRole: String, ExpressibleByArgument, CaseIterable {
    case reader, writer, admin

    init(_ role: MemberRole) {
        self =
            switch role {
            case .reader: .reader
            case .writer: .writer
            case .admin: .admin
            }
    }

    var role: MemberRole {
        switch self {
        case .reader: .reader
        case .writer: .writer
        case .admin: .admin
        }
    }

    /// `a reader`, `an admin`: in a sentence.
    var phrase: String { (self == .admin ? "an " : "a ") + rawValue }
}
