import Glibc
import SystemPackage
package import Vault

/// What a process can know of others, by the kernel's own account in `/proc`; a test supplies its own.
package struct Processes: Sendable {
    package enum Life: Hashable, Sendable {
        case running
        /// It has ended, whatever has its number now.
        case ended
        /// It counts in another machine's or another container's numbers.
        case outOfSight
        /// It is one of this machine's, and the kernel's account of it can't be read.
        case unreadable
    }

    /// This process; `nil` if `/proc` does not tell.
    package let current: @Sendable () -> ProcessIdentity?
    /// What became of a process of this machine.
    package let life: @Sendable (ProcessIdentity) -> Life

    package init(
        current: @escaping @Sendable () -> ProcessIdentity?,
        life: @escaping @Sendable (ProcessIdentity) -> Life
    ) {
        self.current = current
        self.life = life
    }

    package static let system = Processes(current: { identity(of: getpid()) }, life: life(of:))
}

// MARK: - /proc

extension Processes {
    private static func identity(of number: Int32) -> ProcessIdentity? {
        guard let boot = try? ShortFile.read("/proc/sys/kernel/random/boot_id", .noFollow),
            let status = try? status(of: number),
            let namespace = namespace
        else { return nil }
        return ProcessIdentity(
            bootID: String(decoding: boot.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self),
            namespace: namespace, number: number, startTime: status.startTime)
    }

    private static func life(of process: ProcessIdentity) -> Life {
        guard let here = identity(of: getpid()) else { return .unreadable }
        guard process.bootID == here.bootID else { return .ended }
        guard process.namespace == here.namespace else { return .outOfSight }
        do {
            guard let status = try status(of: process.number) else { return .unreadable }
            return status.isDead || status.startTime != process.startTime ? .ended : .running
        } catch {
            return isGone(process.number) ? .ended : .unreadable
        }
    }

    private static func status(of number: Int32) throws(Errno) -> ProcessStatus? {
        ProcessStatus(try ShortFile.read(FilePath("/proc/\(number)/stat"), .noFollow))
    }

    /// A file that is missing in `/proc` proves nothing: `hidepid` hides others' processes. The kernel's own answer
    /// to a signal that does nothing does.
    private static func isGone(_ number: Int32) -> Bool { kill(number, 0) == -1 && errno == ESRCH }

    private static var namespace: UInt64? {
        var facts = stat()
        guard unsafe stat("/proc/self/ns/pid", &facts) == 0 else { return nil }
        return UInt64(facts.st_ino)
    }
}

/// A line of `/proc/PID/stat`: `number (name) state …`, with the start time as field 22.
struct ProcessStatus: Hashable {
    /// A zombie's work is done; it waits for its parent only.
    let isDead: Bool
    let startTime: UInt64

    /// `nil` for anything else. The name may hold blanks and brackets, so the last bracket ends it.
    init?(_ line: [UInt8]) {
        guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        // From the third field on.
        let fields = line[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard let state = fields.first, fields.count > 19,
            let start = UInt64(String(decoding: fields[19], as: UTF8.self))
        else { return nil }
        isDead = state.elementsEqual("Z".utf8) || state.elementsEqual("X".utf8)
        startTime = start
    }
}
