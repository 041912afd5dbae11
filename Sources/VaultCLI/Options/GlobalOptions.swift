import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import SystemPackage

enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// The options of every command.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: "The vault's file, or a team's address, postgresql://USER@HOST/NAME (or OSC_VAULT).")
    var vault: NamedVault?

    @Option(help: "The profile to use (or OSC_VAULT_PROFILE); if left out, the default one.")
    var profile: String?

    @Flag(name: .shortAndLong, help: "Print results only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Answer every question with yes.")
    var yes = false

    @Option(help: "Colour: auto, always or never. NO_COLOR is honoured.")
    var color = ColourChoice.auto

    @Option(
        name: .customLong("password-fd"), help: "Read the master password from this descriptor.")
    var passwordDescriptor: Int32?

    @Option(help: "Read the master password from this private file.")
    var passwordFile: FilePath?

    @Option(
        help:
            "Run this program, without a shell, and take its output as the master password (or OSC_VAULT_PASSWORD_COMMAND)."
    )
    var passwordCommand: String?

    @Option(help: "Open the vault with the recovery code in this file; at init, write it there.")
    var recoveryFile: FilePath?

    @Option(
        help: "Open the vault with this key file, together with the password if a slot wants both.")
    var keyFile: FilePath?

    @Option(
        help:
            "The member's file that opens a team's vault (or OSC_VAULT_MEMBER_FILE), where it is not this machine's own."
    )
    var memberFile: FilePath?

    @Option(
        help:
            "How old this machine's copy of a team's vault may be where the server can't be reached: 7d, 12h, 0."
    )
    var maxAge: String?

    @Flag(
        help:
            "Read this machine's copy of a team's vault, however old, and don't ask its server.")
    var offline = false

    @Option(help: "The agent's socket (or OSC_VAULT_SOCKET).")
    var socket: FilePath?

    @Option(help: "Seconds for one request (or OSC_VAULT_API_TIMEOUT).")
    var apiTimeout: Int?

    @Option(help: "Seconds to look for a key whose answer was lost (or OSC_VAULT_SETTLE).")
    var settle: Int?

    @Option(help: "Seconds to wait for another command that changes keys (or OSC_VAULT_WAIT).")
    var wait: Int?

    /// Whether it is said where the password comes from; then nothing else is asked for it.
    func namesPassword(_ environment: [String: String]) -> Bool {
        recoveryFile != nil || keyFile != nil || namesMasterPassword(environment)
    }

    /// The same of the password alone.
    func namesMasterPassword(_ environment: [String: String]) -> Bool {
        passwordDescriptor != nil || passwordFile != nil
            || !(passwordCommand ?? environment["OSC_VAULT_PASSWORD_COMMAND"] ?? "").isEmpty
    }

    func apiTimeout(_ environment: [String: String]) throws -> Int {
        try number(apiTimeout, "OSC_VAULT_API_TIMEOUT", environment) ?? 30
    }

    func settle(_ environment: [String: String]) throws -> Int {
        try number(settle, "OSC_VAULT_SETTLE", environment) ?? 60
    }

    func wait(_ environment: [String: String]) throws -> Int {
        try number(wait, "OSC_VAULT_WAIT", environment) ?? 60
    }

    /// Seconds in which the key of a creation whose answer was lost may still appear: a day.
    func quarantine(_ environment: [String: String]) throws -> Int {
        try number(nil, "OSC_VAULT_QUARANTINE", environment)
            ?? Int(LifecycleContext.usualQuarantineSeconds)
    }

    private static let sensible = 0...31_536_000

    private func number(
        _ option: Int?, _ variable: String, _ environment: [String: String]
    ) throws -> Int? {
        if let option {
            guard Self.sensible.contains(option) else {
                throw Failure.usage("\(option) is no sensible number of seconds: 0 to a year.")
            }
            return option
        }
        guard let text = environment[variable], !text.isEmpty else { return nil }
        guard let value = Int(text), Self.sensible.contains(value) else {
            throw Failure(
                .setting, "setting",
                "\(variable) is no sensible number of seconds (0 to a year): '\(text)'.")
        }
        return value
    }
}

/// How a result is written.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

/// How the keys are listed: for people, for programs, for a calendar, for a monitoring.
enum KeyListFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv, yaml, ics, prometheus
}

enum TextFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
