import ArgumentParser
import Foundation
import VaultTestSupport

/// Kills, EIO and ENOSPC at every call with which a copy of the vault is made or takes its place.
struct CopyFaults: ParsableCommand {
    @OptionGroup var options: CampaignOptions

    private static let failing: Set = [
        "openat", "write", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename",
        "renameat2", "link",
    ]

    func run() throws {
        var tally = Tally("copy-faults")
        var (number, stopped) = (0, 0)
        let stage = try CopyStage()
        for scenario in CopyScenario.allCases where options.selects(scenario.rawValue) {
            for call in try stage.trace(of: scenario) {
                for fault in Self.faults(at: call) {
                    number += 1
                    let title = "\(scenario.rawValue): \(fault.name) at \(call.place)"
                    guard options.includes(title) else { continue }
                    options.tell(title)
                    let (status, found) = try stage.disturbed(
                        scenario, .call(call.name, inject: fault.injection))
                    if status != 0 { stopped += 1 }
                    tally.count(title, found)
                }
            }
        }
        try tally.finish(", of \(number) places, \(stopped) of them stopped the command")
        guard options.isOneCase || stopped * 2 >= tally.cases else {
            throw Tally.Breached(count: tally.cases)
        }
    }

    private static func faults(at call: Trace.Call) -> [(name: String, injection: String)] {
        let kill = ("killed", "signal=SIGKILL:when=\(call.nth)")
        guard failing.contains(call.name), call.subject.isPortable else { return [kill] }
        return [kill]
            + ["EIO", "ENOSPC"].map { ($0, "error=\($0):when=\(call.nth)") }
    }
}

/// What is done with a copy.
enum CopyScenario: String, CaseIterable {
    case backup
    case restore
    /// An old file was put back by hand.
    case restoreItself = "restore-itself"
    case merge
    case salvage
}

/// A vault of three keys, a backup of two of them, and the program at work on them.
final class CopyStage {
    private let home: Workspace
    private let template: URL
    private var epoch = 0

    init() throws {
        home = try Workspace()
        template = home.root.appending(path: "template")
        try succeed([
            "init", "--recovery-file", home.path("recovery"), "--kdf-memory", "64MiB",
            "--kdf-passes", "3", "--new-password-file", home.path("password"),
        ])
        try succeed(["profile", "add", "none", "--region", "eu-west-2"] + opening)
        for name in ["one", "two"] { try add(name) }
        try succeed(["exec", "one"] + opening + ["--", "true"])
        try succeed(["backup", home.path("old")] + opening)
        epoch = try self.epoch(of: home.path("old"))
        try add("three")
        // One that nobody has folded.
        try succeed(["exec", "three"] + opening + ["--", "true"])
        try FileManager.default.createDirectory(at: template, withIntermediateDirectories: true)
        for name in ["data", "state"] {
            try FileManager.default.copyItem(
                at: home.root.appending(path: name), to: template.appending(path: name))
        }
    }

    private var opening: [String] { ["--recovery-file", home.path("recovery")] }
    private var folder: String { home.path("data/osc-vault") }

    func trace(of scenario: CopyScenario) throws -> [Trace.Call] {
        let file = home.path("trace")
        defer { try? FileManager.default.removeItem(atPath: file) }
        try prepare(scenario)
        let finished = try run(words(scenario), .traced(calls: Trace.calls, to: file))
        guard finished.status == 0 else { throw Stage.Failed(words(scenario), finished.errors) }
        return Trace(try String(contentsOfFile: file, encoding: .utf8), home: home.root.path)
            .relevant
    }

    func disturbed(
        _ scenario: CopyScenario, _ disturbance: Disturbance
    ) throws -> (status: Int32, found: [String]) {
        try prepare(scenario)
        let status = try run(words(scenario), disturbance).status
        var found = try always(scenario)
        if status == 0 { found += try done(scenario) }
        return (status, try found + again(scenario, after: status))
    }

    // MARK: What must be true

    /// Both files are whole, wherever they are; nothing has half of anything.
    private func always(_ scenario: CopyScenario) throws -> [String] {
        var found: [String] = []
        let listed = try run(["list"] + opening)
        switch scenario {
        case .restoreItself:
            if ![0, 65].contains(listed.status) { found.append("list: \(listed.errors)") }
        default:
            if listed.status != 0 { found.append("list: \(listed.errors)") }
            if try run(["verify"] + opening).status != 0 { found.append("verify fails") }
        }
        if try run(["verify", home.path("old")] + opening).status != 0 {
            found.append("the file that was to be restored is damaged")
        }
        if scenario == .restore, try !holdsThree() {
            found.append("the vault that was in place is nowhere")
        }
        if FileManager.default.fileExists(atPath: home.path("new")),
            try run(["verify", home.path("new")] + opening).status != 0
        {
            found.append("a backup that is not whole has its name")
        }
        return found
    }

    /// Whether the key that only the newer vault has is in some whole file.
    private func holdsThree() throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter {
                $0.hasPrefix("vault.db") && !$0.hasSuffix("-journal") && !$0.hasSuffix("-spool")
            }
            .contains { name in
                let told = try run(["verify", folder + "/" + name] + opening)
                return told.status == 0 && told.output.contains("3 keys")
            }
    }

    private func done(_ scenario: CopyScenario) throws -> [String] {
        let output = try run(["list"] + opening).output
        let hasThree = output.contains("three")
        switch scenario {
        case .backup:
            return FileManager.default.fileExists(atPath: home.path("new"))
                ? [] : ["success, and no backup"]
        case .restore, .restoreItself:
            return output.contains("two") && !hasThree ? [] : ["success, and not restored"]
        case .merge: return hasThree ? [] : ["success, and nothing taken over"]
        case .salvage:
            let told = try run(["list", "--vault", home.path("salvaged/v.db")] + salvagedOpening)
            return told.output.contains("three") ? [] : ["success, and nothing salvaged"]
        }
    }

    /// The same command ends well the next time, or there is nothing left to do.
    private func again(_ scenario: CopyScenario, after status: Int32) throws -> [String] {
        guard status != 0, scenario != .salvage else { return [] }
        if scenario == .backup, FileManager.default.fileExists(atPath: home.path("new")) {
            return []
        }
        let finished = try run(words(scenario))
        guard finished.status == 0 else { return ["once more: \(finished.errors)"] }
        return try done(scenario)
    }

    // MARK: How it gets there

    private func words(_ scenario: CopyScenario) -> [String] {
        switch scenario {
        case .backup: ["backup", home.path("new")] + opening
        case .restore: ["restore", home.path("old"), "--accept-epoch", "\(epoch)"] + opening
        case .restoreItself: ["restore", home.database, "--accept-epoch", "\(epoch)"] + opening
        case .merge: ["restore", "--merge", home.path("newer"), "-y"] + opening
        case .salvage:
            [
                "salvage", home.database, "--to", home.path("salvaged/v.db"),
                "--new-password-file", home.path("password"), "--new-recovery-file",
                home.path("salvaged-recovery"),
            ] + opening
        }
    }

    private var salvagedOpening: [String] {
        ["--recovery-file", home.path("salvaged-recovery")]
    }

    private func prepare(_ scenario: CopyScenario) throws {
        let files = FileManager.default
        for name in ["data", "state", "new", "salvaged", "salvaged-recovery", "newer"] {
            try? files.removeItem(atPath: home.path(name))
        }
        for name in ["data", "state"] {
            try files.copyItem(
                at: template.appending(path: name), to: home.root.appending(path: name))
        }
        switch scenario {
        case .backup, .restore, .salvage: return
        case .restoreItself: try put(home.path("old"), in: home.database)
        case .merge:
            try files.copyItem(atPath: home.database, toPath: home.path("newer"))
            try succeed(["forget", "three", "-y"] + opening)
            // Without the log's word that it was let go of.
            try put(home.path("old"), in: home.database)
            try succeed(["restore", home.database, "--accept-epoch", "\(epoch)"] + opening)
        }
    }

    private func put(_ path: String, in place: String) throws {
        try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: place))
        chmod(place, 0o600)
    }

    private func add(_ name: String) throws {
        try home.write("SECRET-OF-\(name)", to: "login")
        try succeed(
            [
                "add", name, "--access-key-id",
                ("AK" + name.uppercased()).padding(toLength: 20, withPad: "0", startingAt: 0),
                "--secret-fd", "3", "--no-verify",
            ] + opening)
    }

    private func epoch(of path: String) throws -> Int {
        struct Told: Decodable { let epoch: Int }
        let told = try succeed(["verify", path, "-o", "json"] + opening)
        return try JSONDecoder().decode(Told.self, from: Data(told.output.utf8)).epoch
    }

    @discardableResult
    private func succeed(_ words: [String]) throws -> Finished {
        let finished = try run(words)
        guard finished.status == 0 else { throw Stage.Failed(words, finished.errors) }
        return finished
    }

    private func run(_ words: [String], _ disturbance: Disturbance = .none) throws -> Finished {
        guard let tracing = disturbance.tracing else {
            return try home.bare(words)
        }
        let settings = home.environment.flatMap { ["-E", "\($0.key)=\($0.value)"] }
        return try Child(
            "/usr/bin/strace",
            ["-f", "-qq"] + tracing + settings + ["--", BuiltProducts.vault] + words,
            environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
    }
}
