import ArgumentParser
import Foundation
import VaultTestSupport

/// Many commands through one agent, eight at a time: each gets the exact secret, and the agent does not grow.
struct AgentLoad: ParsableCommand {
    @Option(help: "How many commands.") var count = 10_000

    private static let atOnce = 8
    /// What an allocator may keep for itself, in KiB.
    private static let toleratedGrowth = 512

    func run() throws {
        let simulator = try Simulator(seconds: 6 * 3600)
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.vault("unlock", "--timeout", "6h")
        guard let agent = home.agent else { throw ExitCode(1) }
        let secret = try simulator.keys().first?.secretKey ?? ""
        var tally = Tally("agent-load")
        // The first commands make it allocate what it keeps.
        try wave(home, secret, &tally)
        let before = try residentKiB(agent)
        while tally.cases < count { try wave(home, secret, &tally) }
        let after = try residentKiB(agent)
        if after - before > Self.toleratedGrowth {
            tally.count(
                "memory", repeating: [], ["the agent grew from \(before) to \(after) KiB"])
        }
        try tally.finish(
            ", \(Self.atOnce) at a time; the agent: \(before) KiB after the first, \(after) KiB after the last"
        )
    }

    private func wave(_ home: Workspace, _ secret: String, _ tally: inout Tally) throws {
        let words = ["exec", "admin", "-q", "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\""]
        let children = try (0..<Self.atOnce).map { _ in
            try Child(BuiltProducts.vault, words, environment: home.environment)
        }
        for child in children {
            let finished = try child.finish()
            let isExact = finished.status == 0 && finished.output == secret
            tally.count(
                "exec", repeating: [], isExact ? [] : ["\(finished.status) \(finished.errors)"])
        }
    }

    private func residentKiB(_ process: pid_t) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
