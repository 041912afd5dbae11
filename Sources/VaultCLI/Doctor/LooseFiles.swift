import Glibc
import KernelText
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
        if let history = environment.path("HISTFILE"), history.isAbsolute {
            paths.append(history)
        }
        if let home = environment.path("HOME"), home.isAbsolute {
            paths += Self.histories.map { home.appending(FilePath($0).components) }
        }
        walk(folder, depth: 0)
    }

    /// Links are not followed: whatever they lead to is looked at where it lies, or not at all.
    private mutating func walk(_ folder: FilePath, depth: Int) {
        guard depth <= Self.deepest, var names = DirectoryNames(folder) else { return }
        var folders: [FilePath] = []
        while let name = names.next() {
            entries += 1
            guard entries <= Self.mostEntries, paths.count < Self.mostFiles else {
                isCut = true
                return
            }
            let path = folder.appending(name)
            var facts = stat()
            guard unsafe lstat(path.cString, &facts) == 0 else { continue }
            switch facts.st_mode & S_IFMT {
            case S_IFDIR where !Self.passed.contains(name.text): folders.append(path)
            case S_IFREG where Self.holdsCredentials(name.text): paths.append(path)
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
