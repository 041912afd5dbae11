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
