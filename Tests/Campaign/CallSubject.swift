/// What a system call is about, named alike on every machine: a file of the vault's own, one of the kernel's, or
/// something of the system's, which differs from machine to machine.
struct CallSubject: Hashable {
    let name: String
    /// Whether every machine has it.
    let isPortable: Bool

    /// - Parameter line: a call as `strace -y` writes it, with the path behind each descriptor.
    init(_ line: String, home: String) {
        let path = Self.path(in: line)
        if let path, path.hasPrefix(home + "/") {
            (name, isPortable) = ("~" + Self.withoutIDs(path.dropFirst(home.count)), true)
        } else if let path, path.hasPrefix("/proc/") || path.hasPrefix("/dev/") {
            (name, isPortable) = (Self.withoutIDs(path[...]), true)
        } else if let path, path.hasPrefix("/") {
            (name, isPortable) = ("system", false)
        } else {
            // A socket, a pipe or a terminal.
            (name, isPortable) = ("stream", true)
        }
    }

    /// The path that the call names, or that of its descriptor.
    private static func path(in line: String) -> String? {
        let named = line.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        let takesPath = ["openat(", "unlink(", "rename(", "renameat2(", "link("].contains {
            line.hasPrefix($0)
        }
        guard takesPath, named.count > 1 else { return descriptor(in: line) }
        guard !named[1].hasPrefix("/"), let folder = descriptor(in: line) else {
            return String(named[1])
        }
        return folder + "/" + named[1]
    }

    private static func descriptor(in line: String) -> String? {
        let parts = line.split(separator: "<", maxSplits: 1)
        guard parts.count == 2, let end = parts[1].firstIndex(of: ">") else { return nil }
        return String(parts[1][..<end])
    }

    /// Numbers of processes and random ids differ from run to run.
    private static func withoutIDs(_ path: Substring) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            if part.hasPrefix("landing-") { return "landing-*" }
            if part.hasSuffix(".mark") { return "*.mark" }
            if part.contains(".mark.") { return "*.mark.new" }
            if part.hasSuffix(".next") { return "*.next" }
            if part.contains(".next.") { return "*.next.new" }
            if let name = [".restoring-", ".replaced-"].first(where: part.contains) {
                let end = ["-journal", "-spool"].first(where: part.hasSuffix) ?? ""
                return "vault.db\(name)*\(end)"
            }
            if part.hasPrefix(".new-") || part.hasPrefix(".new.") {
                return part.hasSuffix("-journal") ? "draft-journal" : "draft"
            }
            return !part.isEmpty && part.allSatisfy(\.isNumber) ? "PID" : String(part)
        }.joined(separator: "/")
    }
}
