extension APIError {
    /// What a transport's failure means for the call.
    init(_ failure: TransportFailure) {
        switch failure.cause {
        case .setting(let setting): self = .invalidSetting(setting)
        case .library(let words): self = .libraryMissing(words)
        case .answerTooLarge: self = .unreadable(UnreadableAnswer(.tooLarge))
        case .notHTTP: self = .unreadable(UnreadableAnswer(.notHTTP))
        case .proxy, .nameNotResolved, .notConnected, .timedOut, .connectionLost, .tls, .other:
            self = failure.mayHaveBeenSent ? .interrupted(failure) : .unreachable(failure)
        }
    }
}
