import Glibc
import PlaintextCredentials
import SystemPackage

/// Where access keys lie in plain text on most machines.
enum PlaintextPlaces {
    private static let inHome = [
        ".osc/config.json", ".osc/config.json.saved", ".osc/config.json.tmp",
        ".osc_sdk/config.json", ".oapi_credentials",
    ]
    private static let here = [".env", "terraform.tfstate", "terraform.tfstate.backup"]
    private static let variables = ["OSC_CONFIG_FILE", "OSC_CONFIG_PATH"]

    /// Where to look, whether something is there or not.
    static func paths(_ environment: [String: String]) -> [FilePath] {
        var paths = variables.compactMap(environment.path).map(Locations.absolute)
        if let home = environment.path("HOME"), home.isAbsolute {
            paths += inHome.map { home.appending(FilePath($0).components) }
        }
        return paths + here.map { Locations.absolute(FilePath($0)) }
    }

    /// The files that exist, each once, and this process's environment if it has a key.
    static func files(_ environment: [String: String]) throws -> [PlaintextFile] {
        var seen: Set<FilePath> = []
        let found: [PlaintextFile] = try paths(environment).compactMap { path in
            do {
                let file = try PlaintextFile(reading: path)
                return seen.insert(file.path).inserted ? file : nil
            } catch PlaintextFileError.missing { return nil }
        }
        return found + (PlaintextFile(environmentOf: ()).map { [$0] } ?? [])
    }
}

extension Failure {
    init(_ error: PlaintextFileError) {
        switch error {
        case .missing(let path): self.init(.notFound, "notFound", "there is no file \(path).")
        case .notAFile(let path):
            self.init(
                .notFound, "notFound",
                "\(path) is no file: a pipe or a folder can't be imported. Write it to a file first."
            )
        case .tooLarge(let path):
            self.init(
                .setting, "setting",
                "\(path) has more than \(PlaintextFile.longest >> 20) MiB; no credentials file has."
            )
        case .changed(let path):
            self.init(
                .storage, "storage",
                "another program has written \(path) meanwhile, so it was left as it is. "
                    + "Run the import again.")
        case .unreadable(let path, let why):
            self.init(.setting, "setting", "\(path) can't be understood: \(why).")
        case .standsElsewhere(let path, let name):
            self.init(
                .storage, "storage",
                "the secret of '\(name)' stands in \(path) once more, where it is not known for one. Take it out by hand; "
                    + "the file was left as it is.")
        case .linked(let path):
            self.init(
                .storage, "storage",
                "\(path) has another name too (a hard link), which would keep the secrets. Remove that name first; the "
                    + "file was left as it is.")
        case .notReplaced(let path, let code):
            self.init(
                .storage, "storage",
                "can't take the secrets out of \(path): a new file beside it can't be written "
                    + "(\(unsafe String(cString: strerror(code)))). They still stand there; the vault has them, too. Make the folder "
                    + "writable, then run the import again.")
        case .environment:
            self.init(
                .usage, "environment",
                "what stands in the environment can't be taken out from here; unset it in your shell."
            )
        case .system(let what, let path, let code):
            self.init(
                .storage, "storage",
                "can't \(what) \(path): \(unsafe String(cString: strerror(code))).")
        }
    }
}
