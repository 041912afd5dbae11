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

    init(_ error: HostUnknown) {
        self.init(
            .storage, "storage",
            "which machine and vault file this is can't be told: \(error.path) can't be read "
                + "(\(error.reason)). Nothing was changed.")
    }
}
