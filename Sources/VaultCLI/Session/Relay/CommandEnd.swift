import SecretMemory

/// How a command has ended, which is how this process ends.
enum CommandEnd: Error, Equatable {
    case exited(Int32)
    case died(of: Int32)

    /// Ends this process in the same way.
    ///
    /// A shell that runs vault in a loop stops at Ctrl-C only if what it has started dies of the signal. Where that can't be
    /// (the first process of a container), the status is what a shell would say.
    func happenHere() -> Never {
        switch self {
        case .exited(let status): ProcessEnd.exit(status)
        case .died(let signal): ProcessEnd.die(of: signal)
        }
    }
}
