import FoundationEssentials
import Glibc

/// Another vault that runs this process's group as its masked command, in a terminal of that command's own.
///
/// To the kernel such a group is orphaned: its parent lives in another session, which is no shell's doing. So Ctrl-Z's
/// signal has no effect on it, although the outer vault watches for its stop, and stops and goes on with it.
enum OuterMask {
    static var isThere: Bool {
        let leader = getsid(0)
        guard leader == getpgrp(), let parent = status(of: leader)?.parent, parent > 1,
            getsid(parent) != leader, let name = status(of: parent)?.name
        else { return false }
        return name == status(of: getpid())?.name
    }

    /// What /proc tells everybody of a process; nothing of it is trusted with more than how to stop.
    private static func status(of process: pid_t) -> (name: String, parent: pid_t)? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        else { return nil }
        let field = { (name: String) in
            text.split(separator: "\n").first { $0.hasPrefix(name) }
                .map { String($0.dropFirst(name.count)) }
        }
        guard let name = field("Name:\t"), let parent = field("PPid:\t").flatMap({ pid_t($0) })
        else { return nil }
        return (name, parent)
    }
}
