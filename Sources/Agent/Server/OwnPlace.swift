import CPosix
import Glibc

/// The file that a listening socket is reached by; once it is gone or another's, no client comes any more.
struct OwnPlace {
    private let path: [CChar]
    private let device: dev_t
    private let file: ino_t

    /// `nil` for a socket without a file.
    init?(_ listener: Int32) {
        var path = [CChar](repeating: 0, count: 128)
        guard unsafe vault_socket_path(listener, &path, UInt(path.count)) == 0 else { return nil }
        self.path = path
        guard let facts = Self.facts(self.path) else { return nil }
        (device, file) = (facts.st_dev, facts.st_ino)
    }

    var isOurs: Bool {
        guard let facts = Self.facts(path) else { return false }
        return facts.st_dev == device && facts.st_ino == file
    }

    private static func facts(_ path: [CChar]) -> stat? {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0 ? facts : nil
    }
}
