import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

/// What root finds in the memory of each command that is about to end: any eight bytes of a secret, a password or a derived
/// key, as they are or encoded, on the stack, in the heap or in a mapped file.
@Suite("The memory of a command at its end", .enabled(if: geteuid() == 0, "reading it takes root"))
struct ResidueTests {
    private let home: Workspace
    private let simulator: Simulator
    /// Random, so that their pieces are nowhere else.
    private let password = Self.random(28)
    private let secret = Self.random(40)

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.write(password, to: "password")
        try home.write(secret, to: "secret")
        // What doctor looks through, and finds something like a secret in.
        try home.write(
            "export OSC_SECRET_KEY=ABCDEFGHIJ0123456789ABCDEFGHIJ0123456789\n",
            to: ".bash_history")
        try home.write("proxy-user:\(secret)", to: "proxy-login")
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
    }

    private static func random(_ count: Int) -> String {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return String((0..<count).compactMap { _ in letters.randomElement() })
    }

    private func array(_ secret: borrowing SecretBytes) -> [UInt8] {
        secret.withBytes { $0.withUnsafeBytes { Array($0) } }
    }

    /// All that must not stay: the password, what is derived from it, and every secret.
    private func canaries() throws -> Fragments {
        let files = VaultFiles(
            database: FilePath(home.database),
            stateDirectory: FilePath(home.path("state/osc-vault")))
        let slot = try Slot(reading: Array(LockedVault.open(files).slots.bytes.prefix(168)))
        let parameters = try #require(slot.parameters)
        let root = try Slot.root(
            password: SecretBytes(copying: Array(password.utf8)), salt: slot.salt, parameters)
        let key = try slot.open(root: root)
        let subkeys =
            [(1, "VltRecrd"), (2, "VltIndex"), (3, "VltMnfst"), (4, "VltAudit"), (5, "VltHiWat")]
            as [(UInt64, StaticString)]
        let derived =
            [
                array(root), array(key), array(Subkey.derive(1, "VltSlot1", from: root)),
                array(Subkey.derive(2, "VltSlot1", from: root)),
            ]
            + subkeys.map { array(Subkey.derive($0, $1, from: key)) }
        let known = [password, secret, Workspace.loginPassword].map { Array($0.utf8) }
        let kept = try simulator.keys().map { Array($0.secretKey.utf8) }
        return Fragments(of: known + kept + derived)
    }

    /// Which commands run, one after the other, and with which files at descriptor 3.
    private static let commands: [(words: [String], file: String)] = [
        (["list"], "secret"), (["list", "-o", "json"], "secret"), (["show", "admin"], "secret"),
        (["show", "admin", "--reveal"], "secret"),
        (["env", "admin", "--format", "json"], "secret"), (["status"], "secret"),
        (["create-key", "--user", "alice"], "secret"),
        (
            [
                "create-key", "--name", "second", "--login", "root@example.com",
                "--login-password-fd", "3",
            ], "login"
        ),
        (
            [
                "add", "kept", "--access-key-id", "AK0000000000000000XX", "--secret-fd", "3",
                "--no-verify",
            ], "secret"
        ),
        (["exec", "admin", "--mask", "--", "true"], "secret"),
        (["disable", "alice"], "secret"), (["enable", "alice"], "secret"),
        (["rotate", "alice"], "secret"), (["reconcile"], "secret"),
        (
            ["profile", "set", "test", "--proxy", "http://127.0.0.1:9", "--proxy-login-fd", "3"],
            "proxy-login"
        ),
        (["log"], "secret"), (["verify"], "secret"),
        (["show", "admin", "--to", "HOME/out.csv"], "secret"),
        (["show", "admin", "--to", "HOME/out.json", "--format", "json"], "secret"),
        (["doctor", "--offline"], "secret"),
        (["forget", "kept", "--yes"], "secret"),
    ]

    private func run(_ words: [String], _ file: String, password: Bool) throws -> StoppedAtExit {
        var words =
            [BuiltProducts.vault] + words.map { $0.replacing("HOME", with: home.root.path) }
        if password {
            let place = words.firstIndex(of: "--") ?? words.endIndex
            words.insert(contentsOf: ["--password-file", home.path("password")], at: place)
        }
        return try StoppedAtExit(
            words, environment: home.environment, file: home.path(file), in: home.root)
    }

    @Test(arguments: [false, true])
    func `has no eight bytes of a secret, a password or a key`(byAgent: Bool) throws {
        if byAgent {
            let unlocking = try run(["unlock"], "secret", password: true)
            #expect(unlocking.status == 0, "\(unlocking.output)")
            try expectNothing(of: "unlock", in: unlocking)
        }
        for (words, file) in Self.commands {
            let ended = try run(words, file, password: !byAgent)
            #expect(ended.status == 0, "\(words): \(ended.output)")
            try expectNothing(of: words.prefix(2).joined(separator: " "), in: ended)
        }
        guard byAgent else { return }
        try expectNothing(of: "lock", in: run(["lock"], "secret", password: false))
        let agent = try #require(home.agent)
        let left = try ProcessMemory(stopping: agent).count(canaries())
        #expect(left == 0, "the agent, locked after all of these: \(left) pieces")
    }

    @Test func `has none after a wrong password, and none after the making of a vault`() throws {
        let wrong = try StoppedAtExit(
            [BuiltProducts.vault, "list", "--password-file", home.path("secret")],
            environment: home.environment, file: home.path("secret"), in: home.root)
        #expect(wrong.status == 77)
        try expectNothing(of: "list with a wrong password", in: wrong)
        let made = try StoppedAtExit(
            [
                BuiltProducts.vault, "init", "--vault", home.path("other.db"), "--no-recovery",
                "--kdf-memory", "64MiB", "--kdf-passes", "3", "--new-password-file",
                home.path("password"),
            ], environment: home.environment, file: home.path("secret"), in: home.root)
        #expect(made.status == 0, "\(made.output)")
        try expectNothing(of: "init", in: made)
    }

    @Test func `is read so that a secret in it would be found`() throws {
        let held = try StoppedAtExit(
            [
                "/bin/sh", "-c",
                "x=$(cat <&3); y=$(printf %s \"$x\" | od -An -tx1 | tr -d ' \\n'); exit 0",
            ],
            environment: home.environment, file: home.path("secret"), in: home.root)
        #expect(held.status == 0)
        #expect(held.memory.count(Array(secret.utf8)) > 0)
        #expect(held.memory.count(Fragments(of: [Array(secret.utf8)])) >= 33)
    }

    private func expectNothing(of what: String, in ended: StoppedAtExit) throws {
        let canaries = try canaries()
        let found = ended.memory.count(canaries)
        print("residue: \(what): \(found) pieces in \(ended.memory.byteCount / 1024) KiB")
        #expect(found == 0, "\(what): \(ended.memory.places(of: canaries))")
    }
}
