import APIClient
import Agent
import KeyLifecycle
import LocalMachine
import PlaintextCredentials
import SecretMemory
import Vault

extension Failure {
    /// What a layer below has thrown, as a user reads it; `nil` for what the argument parser throws.
    ///
    /// Commands let errors pass: this is the one place that turns them into sentences.
    static func of(_ error: any Error) -> Failure? {
        switch error {
        case let failure as Failure: failure
        case let error as VaultError: Failure(error)
        case let error as LifecycleError: Failure(error)
        case let error as APIError: Failure(error)
        case let error as AgentError: Failure(error)
        case let error as SecretInputError: Failure(error)
        case let error as HostUnknown: Failure(error)
        case let error as PlaintextFileError: Failure(error)
        default: nil
        }
    }

    /// The same of a command on a named vault: what is wrong with a team's has other cures than a file.
    static func of(_ error: any Error, in named: NamedVault?) -> Failure? {
        guard named?.isTeam == true else { return of(error) }
        return switch error {
        case let error as VaultError: ofTeam(error) ?? Failure(error)
        case LifecycleError.vault(let inner): ofTeam(inner) ?? of(error)
        default: of(error)
        }
    }

    init(_ error: HostUnknown) {
        self.init(
            .storage, "storage",
            "which machine and vault file this is can't be told: \(error.path) can't be read "
                + "(\(error.reason)). Nothing was changed.")
    }
}
