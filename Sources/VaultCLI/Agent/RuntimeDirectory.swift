import Glibc
import KernelText
import SystemPackage

/// The user's directory for sockets, which nobody else can enter: where XDG_RUNTIME_DIR says, or where systemd makes it, since
/// cron and su leave the variable out.
enum RuntimeDirectory {
    case at(FilePath)
    case none(Reason)

    /// Why there is none.
    enum Reason: Equatable {
        case notSet
        /// Others can enter it, or it is another user's; or it is no directory.
        case notPrivate(FilePath)

        var text: String {
            switch self {
            case .notSet: "XDG_RUNTIME_DIR is not set"
            case .notPrivate(let path):
                "XDG_RUNTIME_DIR is \(path.text), which is no directory of yours alone (mode 700)"
            }
        }
    }

    init(_ environment: [String: String]) {
        self.init(environment.path("XDG_RUNTIME_DIR"), usual: FilePath("/run/user/\(geteuid())"))
    }

    /// - Parameter usual: where systemd makes it.
    init(_ named: FilePath?, usual: FilePath) {
        guard let named, named.isAbsolute else {
            self = Self.isPrivate(usual) ? .at(usual) : .none(.notSet)
            return
        }
        // One that is not there yet will be made, and is the user's then.
        if Self.isPrivate(named) || Self.isMissing(named) {
            self = .at(named)
        } else {
            self = Self.isPrivate(usual) ? .at(usual) : .none(.notPrivate(named))
        }
    }

    private static func isPrivate(_ path: FilePath) -> Bool {
        var facts = stat()
        return unsafe stat(path.cString, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
            && facts.st_uid == geteuid() && facts.st_mode & 0o077 == 0
    }

    private static func isMissing(_ path: FilePath) -> Bool {
        var facts = stat()
        return unsafe lstat(path.cString, &facts) != 0 && errno == ENOENT
    }
}
