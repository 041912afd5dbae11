extension DatabaseError {
    /// What the server's error means: SQLSTATE by PostgreSQL 15, appendix A.
    init(state: String, message: String, constraint: String?) {
        switch state {
        case "23505": self = .conflict(constraint: constraint)
        case "40001", "40P01": self = .serialization
        // lock_not_available: somebody else has the lock, and the server is well.
        case "55P03": self = .lockTimeout
        // query_canceled
        case "57014": self = .timedOut
        case "42501": self = .denied
        case "3F000", "42P01": self = .missing
        default: self = .refused(state: state, message: message)
        }
    }
}
