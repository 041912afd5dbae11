import ArgumentParser

/// The shells that `vault env` writes for.
enum ShellDialect: String, CaseIterable, ExpressibleByArgument {
    case sh, fish, csh, powershell, nushell

    var notation: any VariableNotation {
        switch self {
        case .sh: ShNotation()
        case .fish: FishNotation()
        case .csh: CshNotation()
        case .powershell: PowerShellNotation()
        case .nushell: NushellNotation()
        }
    }
}

/// The files that `vault env` writes.
enum VariableFile: String, CaseIterable, ExpressibleByArgument {
    case dotenv, json, systemd, docker, k8s, github
}

/// What `vault show --to` writes: a download as Cockpit's, or what `vault env` writes.
enum KeyFileFormat: String, CaseIterable, ExpressibleByArgument {
    case csv, dotenv, json, systemd, docker, k8s

    /// `nil` for the download.
    var variables: VariableFile? { VariableFile(rawValue: rawValue) }
}
