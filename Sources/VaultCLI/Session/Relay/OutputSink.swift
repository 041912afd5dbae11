import CPosix
import Glibc

/// This process's own output, written without waiting for a slow reader.
///
/// "Don't wait" is a property of the open file, which other programs share: so pipes and terminals are opened
/// once more. What can't be opened again (another user's) is written to as it is, and may make us wait.
struct OutputSink: ~Copyable {
    enum Outcome {
        case written(Int)
        case full
        /// The reader has gone away, and wants no more.
        case gone
        /// It can't be written: a full disk, a closed descriptor.
        case failed(Int32)
    }

    /// Writable, as `poll` sees it, when there is room.
    let descriptor: Int32
    private let isOwn: Bool
    private let isSocket: Bool

    init(_ standard: Int32) {
        let kind = Self.kind(of: standard)
        // An output that was closed is one for reading only, which must not be opened for more.
        let isWritable = fcntl(standard, F_GETFL) & O_ACCMODE != O_RDONLY
        let own =
            isWritable && (kind == S_IFIFO || kind == S_IFCHR)
            ? unsafe open(
                "/proc/self/fd/\(standard)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1
        isOwn = own >= 0
        descriptor = isOwn ? own : standard
        isSocket = kind == S_IFSOCK
    }

    deinit { if isOwn { close(descriptor) } }

    borrowing func write(_ start: UnsafeRawPointer, _ count: Int) -> Outcome {
        while true {
            let written =
                isSocket
                ? unsafe send(descriptor, start, count, Int32(MSG_DONTWAIT))
                : unsafe Glibc.write(descriptor, start, count)
            if written >= 0 { return .written(written) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .full
            case EPIPE, ECONNRESET: return .gone
            // A terminal that was hung up is a reader that has gone away.
            case EIO where isOwn: return .gone
            case let code: return .failed(code)
            }
        }
    }

    private static func kind(of descriptor: Int32) -> mode_t {
        var facts = stat()
        return unsafe fstat(descriptor, &facts) == 0 ? facts.st_mode & S_IFMT : 0
    }
}
