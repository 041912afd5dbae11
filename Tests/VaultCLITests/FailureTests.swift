import ArgumentParser
import Foundation
import Testing
import Vault
import VaultTestSupport

@testable import APIClient
@testable import KeyLifecycle
@testable import VaultCLI

@Suite("A failure")
struct FailureTests {
    private static let vault: [(VaultError, VaultCLI.ExitStatus)] = [
        (.noVault(path: "/v"), .notFound), (.vaultExists(path: "/v"), .exists),
        (.unsafeFile(path: "/v", reason: "r"), .notPermitted),
        (.networkFilesystem(path: "/v"), .setting), (.wrongPassword, .notPermitted),
        (.mistypedRecoveryCode(group: 3), .notPermitted), (.damaged("x"), .integrity),
        (.rolledBack(found: 1, expected: 2), .integrity), (.forked(epoch: 1), .integrity),
        (.newerFormat(found: 9), .integrity), (.weakParameters(memoryKiB: 1, passes: 1), .usage),
        (.busy, .storage), (.diskFull(path: "/v"), .storage),
        (.storage(operation: "write", path: "/v", reason: "r"), .storage),
        (.readOnly(path: "/v"), .storage), (.locksUnsupported(path: "/v"), .setting),
        (.malformedKeyFile(bytes: 3), .notPermitted), (.allSlotsTaken, .exists),
        (.lastSlot, .usage), (.slotsTooCostly, .usage), (.slotsChanged, .pending),
        (.noSuchSlot, .notPermitted), (.noSuchEntry(.slot, "3"), .notFound),
        (.noFile(path: "/v"), .notFound), (.fileExists(path: "/v"), .exists),
        (.foreignLog(path: "/v-wal"), .integrity),
        (.unfinishedCopy(path: "/v", beside: "/v-journal"), .integrity),
        (.foreignSpool("is another's"), .integrity), (.damagedSpool("x"), .integrity),
        (.spoolCut(event: 7), .integrity),
    ]

    /// Each of them is something that exists.
    private static let waysOut = [
        "'vault verify'", "'vault restore FILE'", "'vault salvage FILE --to NEW'",
        "'vault lock'", "Install a newer vault", "Take another copy",
    ]

    @Test(arguments: vault.filter { $0.1 == .integrity }.map(\.0))
    func `of the vault's integrity ends with a way out`(error: VaultError) {
        let message = Failure(error).message
        #expect(Self.waysOut.contains { message.contains($0) }, "\(message)")
    }

    @Test(arguments: vault)
    func `of the vault has its status and a sentence`(
        error: VaultError, status: VaultCLI.ExitStatus
    ) {
        let failure = Failure(error)
        #expect(failure.status == status)
        expectSentence(failure)
    }

    private static let tls: [TLSFailure] = [
        .expired, .notYetValid, .wrongHost, .selfSigned, .unknownAuthority, .revoked,
        .unverified(code: 1), .handshake,
    ]
    private static let transport: [TransportFailure.Cause] =
        tls.map { .tls($0) } + [
            .nameNotResolved, .notConnected, .timedOut, .connectionLost, .other(code: 1),
        ]

    @Test(arguments: transport)
    func `of the network is 69, and says whether something was sent`(
        cause: TransportFailure.Cause
    ) {
        let failure = Failure(APIError(TransportFailure(cause, mayHaveBeenSent: false)))
        #expect(failure.status == .unreachable)
        #expect(failure.message.contains("The request was not sent"))
        expectSentence(failure)
    }

    private func expectSentence(_ failure: Failure) {
        #expect(!failure.message.contains("\n"))
        #expect(failure.message.hasSuffix("."))
        #expect(failure.message.count > 20)
    }
}

@Suite("Every command")
struct CommandTests {
    @Test func `says what it does and explains each of its options`() {
        var commands = VaultCommand.configuration.subcommands
        commands += ProfileCommand.configuration.subcommands
        #expect(commands.count > 20)
        for command in commands {
            #expect(!command.configuration.abstract.isEmpty, "\(command)")
            let help = VaultCommand.helpMessage(for: command, columns: 200)
            let lines = help.split(separator: "\n")
            for (line, next) in zip(lines, lines.dropFirst() + [""]) where line.hasPrefix("  -") {
                // A long option's explanation stands on the next line, indented.
                let words = line.split(separator: " ").filter { !"-<[".contains($0.prefix(1)) }
                #expect(words.count > 1 || next.hasPrefix("          "), "\(command): \(line)")
            }
        }
    }

    @Test(arguments: [
        [
            "create-key", "--user", "u", "--name", "n", "--expires", "90d", "--tag", "t",
            "--dry-run",
        ],
        ["create-key", "--login", "e", "--login-password-fd", "3", "--no-verify", "-o", "json"],
        ["list", "--user", "u", "--expiring", "30d", "--all-profiles", "--check"],
        ["add", "n", "--user", "u", "--access-key-id", "AK", "--secret-fd", "3", "--no-verify"],
        ["rotate", "a", "b", "--grace", "24h", "--expires", "90d", "--plan"], ["rotate", "--due"],
        ["rotate", "a", "--undo"], ["exec", "a", "--aws", "--env-prefix", "P_", "--", "c", "-x"],
        ["env", "a", "--shell", "fish"], ["reconcile", "--all-users", "--fix", "--check"],
        ["profile", "add", "n", "--region", "r", "--ca-file", "f", "--default-lifetime", "90d"],
        ["log", "--since", "7d", "-o", "csv"], ["show", "a", "--reveal"], ["forget", "a", "-y"],
        ["list", "--vault", "/v", "--profile", "p", "-q", "--color", "never", "--settle", "1"],
        ["list", "--password-fd", "4"], ["list", "--password-command", "a b"],
    ])
    func `takes the words of its contract`(words: [String]) throws {
        _ = try VaultCommand.parseAsRoot(words)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `is completed by a script that its shell can read`(shell: String) throws {
        guard ChildProcess.exists(shell) else {
            print("skipped: there is no \(shell) here")
            return
        }
        let home = try Workspace()
        let script = try home.bare(["completion", shell])
        #expect(script.status == 0)
        try home.write(script.output, to: "script")
        #expect(
            try Child(shell, ["-n", home.path("script")], environment: [:]).finish().status == 0)
        #expect(script.output.contains("__complete"))
    }
}
