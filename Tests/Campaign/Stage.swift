import Foundation
import SecretMemory
import SystemPackage
import Vault
import VaultTestSupport

/// A vault, a simulated OUTSCALE, and the built program between them.
final class Stage {
    private let time: SharedTime
    let simulator: Simulator
    let home: Workspace
    /// Every look opens the vault anew by its recovery code: a command may give it another key.
    private let code: [UInt8]
    private var userNumber = 0
    var traces: [[String]: Trace] = [:]
    private let run = UUID().uuidString.prefix(4).lowercased()
    /// Seconds that have passed for everybody.
    private(set) var passed = 0
    /// Seconds by which the program's clock is ahead of OUTSCALE's.
    var skew = 0
    /// Seconds by which OUTSCALE's clock is ahead of this machine's, as the model has it.
    var offset = 0
    /// Seconds for which a command looks for what it has changed; as many as by default.
    var settle = 60
    /// Seconds that a command waits for an answer; as many as by default.
    var apiTimeout = 30
    /// Seconds in which the key of a lost answer may still appear: long enough for every lag and late request of the
    /// simulator's, and short of a day, so that a case can let it pass.
    static let quarantine = 600
    /// What the program says in a case is held against what is.
    let judge: SentenceJudge
    /// Whether no other case may follow: the key that signs is one that a case's model and clock have marked.
    var isSpent = false
    /// Hears what every run of the program says.
    var listener: ((String) -> Void)?
    /// Keys that others have changed or deleted in a case, and keys that are others'.
    var touched: Set<String> = []
    var others: Set<String> = []
    /// Keys whose sealed secrets were on the disk while they lived.
    var landed: Set<String> = []
    /// How many commands were to get a secret.
    private(set) var commandsAsked = 0
    /// Whether a command has said that a refused change may still be made.
    var isAdvisedToReconcile = false

    /// - Parameters:
    ///   - folder: where the vault is made.
    ///   - seed: repeats what the simulator does at random.
    init(in folder: URL = FileManager.default.temporaryDirectory, seed: UInt64 = 1) throws {
        time = try SharedTime(in: folder)
        simulator = try Simulator(
            "--seed", String(seed), seconds: 6 * 3600, environment: time.variables)
        judge = try SentenceJudge()
        home = try Workspace(in: folder)
        try Self.prepare(home, for: simulator)
        code = Array(try Data(contentsOf: URL(filePath: home.path("recovery"))))
    }

    /// Commands open the vault with its recovery code: a password's derivation would take most of the time.
    private static func prepare(_ home: Workspace, for simulator: Simulator) throws {
        try home.bare([
            "init", "--recovery-file", home.path("recovery"), "--kdf-memory", "64MiB",
            "--kdf-passes", "3", "--new-password-file", home.path("password"),
        ])
        let opened = ["--recovery-file", home.path("recovery")]
        try home.bare(
            [
                "profile", "add", "test", "--region", "eu-west-2", "--endpoint", simulator.origin,
                "--allow-insecure-loopback",
            ] + opened)
        try home.bare(
            [
                "create-key", "--name", "admin", "--login", "root@example.com",
                "--login-password-fd", "3",
            ] + opened)
        // The first makes a file that every later one finds, so their calls are the same.
        try home.bare(["exec", "admin"] + opened + ["--", "true"])
    }

    /// Which copy of the vault commands work with, and looks look at; `nil` for the first one.
    var place: VaultPlace?
    /// The Tags of the creations that another copy of the vault has begun.
    var elsewhereTags: Set<String> = []

    var directory: String { place?.directory ?? home.path("data/osc-vault") }

    /// The present, as OUTSCALE has it.
    var now: Date { Date().addingTimeInterval(time.waited + Double(passed + offset)) }

    /// The vault as it is on the disk now, verified anew.
    func vault() throws -> UnlockedVault {
        try LockedVault.open(
            VaultFiles(
                database: FilePath(directory + "/vault.db"),
                stateDirectory: FilePath(place?.stateDirectory ?? home.path("state/osc-vault")))
        ).unlock(recoveryCode: try RecoveryCode(parsing: SecretBytes(copying: code)))
    }

    func cloud() throws -> CloudState {
        try JSONDecoder().decode(CloudState.self, from: simulator.control("state", "{}"))
    }

    /// What belongs to one case is as before the first.
    func forgetCase() throws {
        try time.reset()
        (passed, skew, offset, settle, apiTimeout) = (0, 0, 0, 60, 30)
        (touched, others, landed) = ([], [], [])
        (userNumber, commandsAsked) = (0, 0)
        (isAdvisedToReconcile, isSpent) = (false, false)
        (place, elsewhereTags) = (nil, [])
        judge.begin()
    }

    /// A user whom no case had before.
    func newUser() throws -> String {
        userNumber += 1
        let name = "u\(run)\(userNumber)"
        try simulator.control(
            "users", "{\"do\":\"create\",\"userName\":\"\(name)\",\"rights\":\"own\"}")
        return name
    }

    /// Time goes by, for OUTSCALE and for the program.
    func pass(seconds: Int) throws {
        passed += seconds
        try simulator.control("clock", "{\"offset\":\(passed)}")
    }

    /// The present is now again.
    func resetTime() throws {
        passed = 0
        try pass(seconds: 0)
    }

    func setFaults(_ faults: String = "") throws {
        try simulator.control("faults", "{\"faults\":[\(faults)]}")
    }

    /// How a command opens the vault.
    var opening: [String] { ["--recovery-file", home.path("recovery")] }

    /// The program's world, clock included.
    func environment(_ disturbance: Disturbance) -> [String: String] {
        home.environment.merging([
            "OSC_VAULT_QUARANTINE": String(Self.quarantine), "PATH": "/usr/bin:/bin",
            "OSC_VAULT_SETTLE": String(settle), "DISTURB_HASTE": "1",
            "OSC_VAULT_API_TIMEOUT": String(apiTimeout),
            "DISTURB_CLOCK": String(passed + offset + skew),
        ]) { _, new in new }.merging(time.variables) { _, new in new }.merging(
            disturbance.variables
        ) { _, new in new }.merging(place?.variables ?? [:]) { _, new in new }
    }

    /// Runs the program.
    func run(_ words: [String], _ disturbance: Disturbance = .none) throws -> Finished {
        let finished = try start(words, disturbance)
        listener?(
            "\(words.joined(separator: " ")): \(finished.status)\n\(finished.output)\(finished.errors)"
        )
        return finished
    }

    /// How many commands have got a secret.
    func commandsRun() -> Int {
        FileManager.default.contents(atPath: home.path("ran"))?.count ?? 0
    }

    private func start(_ words: [String], _ disturbance: Disturbance) throws -> Finished {
        if words.first == "exec", words.contains(Scenario.shell) { commandsAsked += 1 }
        // Before `--`, whose words are another program's.
        var words = words
        words.insert(contentsOf: opening, at: words.firstIndex(of: "--") ?? words.endIndex)
        let variables = environment(disturbance)
        guard let tracing = disturbance.tracing else {
            return try Child(BuiltProducts.vault, words, environment: variables).finish()
        }
        // strace itself is not to be disturbed.
        let settings = variables.flatMap { ["-E", "\($0.key)=\($0.value)"] }
        return try Child(
            "/usr/bin/strace",
            ["-f", "-qq"] + tracing + settings + ["--", BuiltProducts.vault] + words,
            environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
    }
}
