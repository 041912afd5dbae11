import SystemPackage

/// The operating system's words for an error.
enum SystemReason {
    static func text(_ code: Int32) -> String { Errno(rawValue: code).description }
}
