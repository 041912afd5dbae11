import Glibc

/// What hardening changes of this process, as it was before.
///
/// Another program that this process becomes or starts is to find its surroundings as its user has set them:
/// the signals that it is deaf to, the mode of its files, its cores, and the descriptors that a shell has opened
/// for it.
package struct InheritedSettings: Sendable {
    package let signals: InheritedSignals
    let mask: mode_t
    let coreLimit: rlimit
    /// Those above 2 that would have outlived an execve.
    let descriptors: [Int32]

    /// Looked for up to here where `/proc` is not there; what a shell opens lies below.
    private static let highestDescriptor: Int32 = 1023

    /// Puts all of it but the signals back for as long as `body` runs, which starts the other program.
    ///
    /// `taken` is a descriptor that was meant for this process, such as a password's.
    package func restored<Result>(without taken: Int32?, _ body: () -> Result) -> Result {
        let kept = descriptors.filter { $0 != taken }
        kept.forEach { _ = fcntl($0, F_SETFD, 0) }
        umask(mask)
        Self.setCoreLimit(coreLimit)
        defer {
            Self.setCoreLimit(rlimit(rlim_cur: 0, rlim_max: coreLimit.rlim_max))
            umask(0o077)
            kept.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
        }
        return body()
    }

    /// Replaces them by what a process that holds secrets has.
    static func replace() -> InheritedSettings {
        let settings = read()
        settings.signals.replace()
        umask(0o077)
        setCoreLimit(rlimit(rlim_cur: 0, rlim_max: settings.coreLimit.rlim_max))
        return settings
    }

    package static func read() -> InheritedSettings {
        var core = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
        // It can't be read without being set.
        let mask = umask(0o077)
        umask(mask)
        let descriptors = (openDescriptors() ?? Array(3...highestDescriptor)).filter { descriptor in
            let flags = fcntl(descriptor, F_GETFD)
            return flags >= 0 && flags & FD_CLOEXEC == 0
        }
        return InheritedSettings(
            signals: .read(), mask: mask, coreLimit: core, descriptors: descriptors)
    }

    /// Those above 2, ascending, the one that reads them included; `nil` if `/proc` does not tell.
    private static func openDescriptors() -> [Int32]? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var found: [Int32] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name), descriptor > 2 { found.append(descriptor) }
        }
        return found.sorted()
    }

    private static func setCoreLimit(_ limit: rlimit) {
        var limit = limit
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}
