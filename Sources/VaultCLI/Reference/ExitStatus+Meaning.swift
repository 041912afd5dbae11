extension ExitStatus {
    /// When a command ends with it, as manual pages say it.
    package var meaning: String {
        switch self {
        case .done: "The command has done its work."
        case .unexpected: "Something unexpected happened, or a question was not confirmed."
        case .dueKeys: "list --check found a key that is due or expired."
        case .drift: "reconcile --check found a difference."
        case .unhealthy: "doctor found a problem."
        case .usage: "The command line is wrong."
        case .integrity:
            "The vault or a record fails its check: it was damaged, tampered with or rolled back."
        case .notFound: "There is no such vault, profile, key, user or file."
        case .unreachable:
            "OUTSCALE or a team's database can't be reached or is not trusted, or OUTSCALE throttles to the end."
        case .internalError: "An internal error."
        case .exists: "It exists already."
        case .storage: "Disk, memory or a lock is in the way."
        case .pending: "Something is open at OUTSCALE: see osc-vault-recover(1)."
        case .api: "OUTSCALE refused, or its answer can't be read."
        case .notPermitted:
            "The password is wrong, there is no terminal to ask on, a file's owner, mode or type is wrong, or a team's member may not do it."
        case .setting: "A setting is wrong."
        case .commandNotRunnable: "The command for exec or shell was found and can't be run."
        case .noCommand: "There is no such command for exec or shell."
        }
    }
}
