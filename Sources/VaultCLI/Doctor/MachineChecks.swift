import KernelText
import LocalMachine
import SecretMemory
import SystemPackage

/// What the kernel does with memory that holds secrets.
struct MachineChecks {
    let environment: [String: String]
    /// Where `/proc` and `/sys` are; tests have their own.
    var root = FilePath("/")

    var all: [Diagnosis] { [memoryLock, swap, cores, tracing] }

    private var memoryLock: Diagnosis {
        switch MemoryLock.status {
        case .locked: .ok("memory-lock", "Secrets stay out of swap.")
        case .refused(let limit):
            .warning(
                "memory-lock",
                "Memory can't be locked (limit \(limit / 1024) KiB), so secrets may reach swap.",
                cure: "Raise 'ulimit -l', or LimitMEMLOCK= of a service.")
        }
    }

    /// Locked memory stays out of swap, and a hibernation writes all of it.
    private var swap: Diagnosis {
        guard let text = read("proc/swaps") else {
            return .skipped("swap", "/proc/swaps can't be read.")
        }
        let places = text.split(separator: "\n").dropFirst().compactMap {
            $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).first.map(String.init)
        }
        let open = places.filter { !isEncrypted($0) }
        if places.isEmpty { return .ok("swap", "There is no swap.") }
        if open.isEmpty { return .ok("swap", "Swap is encrypted or in memory.") }
        return .warning(
            "swap",
            "Swap that is not seen to be encrypted: \(open.joined(separator: ", ")). A hibernation writes secrets to it.",
            cure: "Encrypt it (crypttab, zram), or turn it off: sudo swapoff -a")
    }

    private func isEncrypted(_ place: String) -> Bool {
        let name = FilePath(place).name?.text ?? ""
        if name.hasPrefix("zram") { return true }
        let kind = read("sys/block/\(name)/dm/uuid") ?? ""
        return kind.hasPrefix("CRYPT-")
    }

    /// `vault` itself leaves no core whatever stands there; a command that it gives a key to may.
    private var cores: Diagnosis {
        guard let text = read("proc/sys/kernel/core_pattern") else {
            return .skipped("core-dumps", "/proc/sys/kernel/core_pattern can't be read.")
        }
        let pattern = text.trimming("\n")
        let place =
            pattern.hasPrefix("|")
            ? "a program gets them: \(pattern.dropFirst().prefix { $0 != " " })"
            : "they are files called '\(pattern)'"
        return .ok(
            "core-dumps",
            "vault leaves none. A command that crashes while it has a key leaves the secret in its own (\(place))."
        )
    }

    private var tracing: Diagnosis {
        guard let text = read("proc/sys/kernel/yama/ptrace_scope") else {
            return .warning(
                "ptrace",
                "This kernel lets your programs read the memory of the commands that get a key.",
                cure: "Use a kernel with Yama; vault's own memory can't be read that way.")
        }
        guard text.trimming("\n") == "0" else {
            return .ok(
                "ptrace", "Only a parent may trace a program (ptrace_scope \(text.trimming("\n")))."
            )
        }
        return .warning(
            "ptrace",
            "Any of your programs may read the memory of a command that gets a key (ptrace_scope 0).",
            cure: "Run: sudo sysctl kernel.yama.ptrace_scope=1")
    }

    private func read(_ path: String) -> String? {
        let file = root.appending(FilePath(path).components)
        return (try? ShortFile.read(file)).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension String {
    fileprivate func trimming(_ end: Character) -> String {
        var text = self
        while text.last == end { text.removeLast() }
        return text
    }
}
