import Foundation
import VaultTestSupport

/// The system calls of a run that change something, in their order.
struct Trace {
    static let calls = [
        "openat", "write", "pwrite64", "fallocate", "fdatasync", "fsync", "ftruncate", "unlink",
        "renameat2", "rename", "link", "sendto", "recvfrom", "connect", "flock",
    ]

    struct Call {
        let name: String
        /// Which of this name's calls of its process it is, from 1: how strace counts.
        let nth: Int
        let line: String
        let subject: CallSubject
        /// Which of this name's calls on its subject it is, from 1.
        let ordinal: Int

        /// Names the call alike on every machine, whatever else is opened there.
        var place: String { "\(name) \(subject.name) #\(ordinal)" }
    }

    /// From the first call in the vault's own folders on: before that, nothing can be harmed.
    let relevant: [Call]

    init(_ text: String, home: String) {
        var counts: [Substring: [String: Int]] = [:]
        var ordinals: [String: Int] = [:]
        var all: [Call] = []
        var first: Substring?
        for line in text.split(separator: "\n") {
            let process = line.prefix { $0.isNumber }
            let body = line.drop { $0.isNumber || $0 == " " }
            guard let name = Self.calls.first(where: { body.hasPrefix($0 + "(") }) else {
                continue
            }
            counts[process, default: [:]][name, default: 0] += 1
            // A leased command's calls are not vault's: it is only killed with it.
            guard process == (first ?? process) else { continue }
            first = process
            let subject = CallSubject(String(body), home: home)
            ordinals["\(name) \(subject.name)", default: 0] += 1
            all.append(
                Call(
                    name: name, nth: counts[process]?[name] ?? 0, line: String(body),
                    subject: subject, ordinal: ordinals["\(name) \(subject.name)"] ?? 0))
        }
        let start = all.firstIndex { $0.line.contains(home + "/data") } ?? 0
        relevant = Array(all[start...])
    }

    /// The first sync after the one that brought the secret into its landing file.
    var afterLanding: (call: String, nth: Int)? {
        let syncs = relevant.filter { $0.name == "fdatasync" }
        // Reserved, landed, discarded: three syncs of the landing file.
        guard let reserved = syncs.firstIndex(where: { $0.line.contains("landing-") }),
            let landed = syncs[(reserved + 1)...].firstIndex(where: {
                $0.line.contains("landing-")
            }),
            landed + 1 < syncs.count
        else { return nil }
        return ("fdatasync", syncs[landed + 1].nth)
    }

    /// The truncation of the spool, which follows the commit that took its events.
    var afterCommit: (call: String, nth: Int)? {
        relevant.first { $0.name == "ftruncate" && $0.line.contains("-spool") }
            .map { ($0.name, $0.nth) }
    }

    func half(of name: String) -> (call: String, nth: Int)? {
        let calls = relevant.filter { $0.name == name }
        return calls.isEmpty ? nil : (name, calls[calls.count / 2].nth)
    }
}

extension Stage {
    /// Runs the command once, undisturbed, and cleans up after it. Under an unusual model it may end as it likes.
    func trace(of scenario: Scenario, under model: ChosenModel = .usual) throws -> Trace {
        let rehearsed = try rehearse(scenario)
        defer { try? clear(rehearsed.user) }
        try take(model)
        return try traced(
            words(scenario.command, for: rehearsed.user), mustSucceed: model == .usual)
    }

    /// The trace of a command on a user that has what it needs; taken once.
    func trace(of command: [String]) throws -> Trace {
        if let known = traces[command] { return known }
        let needsKey = command.first != "create-key"
        let create = Scenario.all[0].command
        var before: [Scenario.Step] = needsKey ? [.vault(create)] : []
        // A log that has nothing to bring into the vault is none.
        if command == ["log"] { before.append(.vault(Scenario.exec)) }
        let trace = try trace(of: Scenario(name: "", before: before, command: command))
        traces[command] = trace
        return trace
    }

    private func traced(_ words: [String], mustSucceed: Bool) throws -> Trace {
        let file = home.path("trace")
        let finished = try run(words, .traced(calls: Trace.calls, to: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard finished.status == 0 || !mustSucceed else { throw Failed(words, finished.errors) }
        return Trace(try String(contentsOfFile: file, encoding: .utf8), home: home.root.path)
    }
}
