import Glibc

/// The environment as it was inherited, duplicates and all: a dictionary would hide them.
enum InheritedEnvironment {
    static var entries: [String] {
        var entries: [String] = []
        var cursor = unsafe environ
        while let entry = unsafe cursor.pointee {
            unsafe entries.append(String(cString: entry))
            unsafe cursor += 1
        }
        return entries
    }
}
