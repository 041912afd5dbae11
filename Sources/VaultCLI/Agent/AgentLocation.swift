import Agent
import FoundationEssentials
import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// Where a vault's agent listens: below the user's runtime directory, which nobody else can enter.
enum AgentLocation {
    /// `nil` where the system gives no runtime directory and no path is named.
    ///
    /// - Parameter opened: the file that the agent opens: a vault's, or a member's of a team.
    static func socket(
        _ options: GlobalOptions, _ environment: [String: String], of opened: FilePath
    ) throws -> AgentSocket? {
        namedSocket(options, environment) ?? usualSocket(environment, of: opened)
    }

    /// All places where a command could find the agent, whether or not it inherits a name for one.
    static func everySocket(
        _ options: GlobalOptions, _ environment: [String: String], of opened: FilePath
    ) throws -> [AgentSocket] {
        let first = try requiredSocket(options, environment, of: opened)
        guard let usual = usualSocket(environment, of: opened), usual != first else {
            return [first]
        }
        return [first, usual]
    }

    private static func namedSocket(
        _ options: GlobalOptions, _ environment: [String: String]
    ) -> AgentSocket? {
        guard let path = options.socket ?? environment.path("OSC_VAULT_SOCKET"), !path.isEmpty
        else { return nil }
        return AgentSocket(Locations.absolute(path))
    }

    private static func usualSocket(
        _ environment: [String: String], of opened: FilePath
    ) -> AgentSocket? {
        guard case .at(let runtime) = RuntimeDirectory(environment) else { return nil }
        let standard = try? Locations.standardFiles(environment)
        let name =
            opened == standard?.database
            ? "agent.sock" : "agent-\(shortDigest(of: opened)).sock"
        return AgentSocket(runtime.appending("osc-vault").appending(name))
    }

    /// The same, where a command can't do without.
    static func requiredSocket(
        _ options: GlobalOptions, _ environment: [String: String], of opened: FilePath
    ) throws -> AgentSocket {
        if let socket = try socket(options, environment, of: opened) { return socket }
        throw Failure(
            .setting, "setting",
            "\(missing(environment)), so there is no private place for the agent's socket. Set it to a directory of your own "
                + "(mode 700), or name a socket in one with --socket or OSC_VAULT_SOCKET.")
    }

    /// What is missing where there is no socket.
    static func missing(_ environment: [String: String]) -> String {
        guard case .none(let reason) = RuntimeDirectory(environment) else {
            return RuntimeDirectory.Reason.notSet.text
        }
        return reason.text
    }

    /// Another vault's agent has a socket of its own.
    private static func shortDigest(of path: FilePath) -> String {
        Hex.encode(Array(BLAKE2b.digest(of: path.bytes).prefix(8)))
    }
}
