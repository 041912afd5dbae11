@testable import APIClient

/// An error in so few words that a table can hold it.
func summary(_ error: APIError) -> String {
    switch error {
    case .unreachable(let failure): "unreachable \(failure.cause)"
    case .interrupted(let failure): "interrupted \(failure.cause)"
    case .throttled(let refusal): "throttled \(refusal.status)"
    case .refused(let refusal): "refused \(refusal.status) \(refusal.first?.code ?? "-")"
    case .intermediary(let answer): "intermediary \(answer.status)"
    case .serverFailed(let refusal): "serverFailed \(refusal.status)"
    case .unreadable(let answer):
        if case .malformed(let error) = answer.reason {
            "unreadable malformed \(error.reason)"
        } else {
            "unreadable \(answer.reason)"
        }
    case .invalidSetting(let setting): "invalidSetting \(setting)"
    case .libraryMissing: "libraryMissing"
    case .signing(let error): "signing \(error)"
    }
}
