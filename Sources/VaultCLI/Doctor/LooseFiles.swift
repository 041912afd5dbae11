import Glibc
import SystemPackage

/// The files in which credentials lie around: those of OUTSCALE's tools, shell histories, and the current folder's.
struct LooseFiles {
    private(set) var paths: [FilePath] = []
    /// Whether the current folder had more than was looked at.
    private(set) var isCut = false

    private static let histories = [
        ".bash_history", ".zsh_history", ".sh_history", ".ash_history", ".python_history",
        ".local/share/fish/fish_history",
    ]
    /// Folders of others' code, with many files and none of one's own.
    private static let passed: Set = [".git", "node_modules", ".terraform", ".build", ".venv"]
    private static let mostEntries = 20_000
    private static let deepest = 6
    private static let mostFiles = 200

    private var entries = 0

    init(_ environment: [String: String], below folder: FilePath) {
        paths = PlaintextPlaces.paths(environment)
        if let history = environment["HISTFILE"].map({ FilePath($0) }), history.isAbsolute {
            paths.append(history)
        }
        if let home = environment["HOME"].map({ FilePath($0) }), home.isAbsolute {
            paths += Self.histories.map { home.appending(FilePath($0).components) }
        }
        walk(folder, depth: 0)
    }

    /// Links are not followed: whatever they lead to is looked at where it lies, or not at all.
    private mutating func walk(_ folder: FilePath, depth: Int) {
        guard depth <= Self.deepest, let stream = unsafe opendir(folder.string) else { return }
        defer { unsafe closedir(stream) }
        var folders: [FilePath] = []
        while let entry = unsafe readdir(stream) {
            entries += 1
            guard entries <= Self.mostEntries, paths.count < Self.mostFiles else {
                isCut = true
                return
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            guard name != ".", name != "..", let component = FilePath.Component(name) else {
                continue
            }
            let path = folder.appending(component)
            var facts = stat()
            guard unsafe lstat(path.string, &facts) == 0 else { continue }
            switch facts.st_mode & S_IFMT {
            case S_IFDIR where !Self.passed.contains(name): folders.append(path)
            case S_IFREG where Self.holdsCredentials(name): paths.append(path)
            default: break
            }
        }
        for folder in folders { walk(folder, depth: depth + 1) }
    }

    static func holdsCredentials(_ name: String) -> Bool {
        name == ".env" || name == ".envrc" || name.hasPrefix(".env.") || name.hasSuffix(".env")
            || name.contains(".tfstate") || name.hasSuffix(".tfvars")
    }
}
