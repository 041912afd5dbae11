import KernelText
import SystemPackage
import Vault

/// Where a vault's files are, by the XDG base directory specification.
enum Locations {
    static func files(_ options: GlobalOptions, _ environment: [String: String]) throws
        -> VaultFiles
    {
        let standard = try standardFiles(environment)
        let database =
            switch NamedVault.of(options, environment) {
            case nil: standard.database
            case .file(let path): absolute(path)
            case .team(let address): throw Failure.noFile(address)
            }
        return VaultFiles(
            database: database, stateDirectory: standard.stateDirectory,
            patienceSeconds: try options.wait(environment))
    }

    /// Where they are when nobody says otherwise.
    static func standardFiles(_ environment: [String: String]) throws -> VaultFiles {
        let state = try base("XDG_STATE_HOME", ".local/state", environment).appending("osc-vault")
        let data = try base("XDG_DATA_HOME", ".local/share", environment).appending("osc-vault")
        return VaultFiles(database: data.appending("vault.db"), stateDirectory: state)
    }

    static func absolute(_ path: FilePath) -> FilePath {
        guard path.isRelative else { return path }
        return (FilePath.currentDirectory ?? "").appending(path.components)
    }

    private static func base(
        _ variable: String, _ fallback: String, _ environment: [String: String]
    ) throws -> FilePath {
        // A relative path there is to be ignored, says the specification.
        if let path = environment.path(variable), path.isAbsolute { return path }
        guard let home = environment.path("HOME"), home.isAbsolute else {
            throw Failure(
                .setting, "setting",
                "HOME is not set. Name the vault with --vault and set XDG_STATE_HOME.")
        }
        return home.appending(FilePath(fallback).components)
    }
}

extension [String: String] {
    /// A variable that names a path, byte by byte; `nil` where it is not set or empty.
    func path(_ name: String) -> FilePath? {
        self[name].flatMap { $0.isEmpty ? nil : FilePath(word: $0) }
    }
}
