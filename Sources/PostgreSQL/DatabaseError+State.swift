extension DatabaseError {
    /// What the server's error means: SQLSTATE by PostgreSQL 15, appendix A.
    init(state: String, message: String, constraint: String?) {
        switch state {
        case "23505": self = .conflict(constraint: constraint)
        case "40001", "40P01": self = .serialization
        // lock_not_available, query_canceled
        case "55P03", "57014": self = .timedOut
        case "42501": self = .denied
        case "3D000": self = .noDatabase(reason: message)
        case "3F000", "42P01": self = .missing
        default: self = .refused(state: state, message: message)
        }
    }
}
