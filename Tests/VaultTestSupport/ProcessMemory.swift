import CTerminal
package import Foundation

/// Another process's memory, as root reads it: stacks, heap, guarded memory, and every mapped file that is written.
package struct ProcessMemory {
    private struct Region {
        /// As the kernel's map has it.
        let line: String
        let bytes: [UInt8]
    }

    private let regions: [Region]

    /// How many bytes were read.
    package var byteCount: Int { regions.reduce(0) { $0 + $1.bytes.count } }

    /// The process is stopped meanwhile: what it maps and unmaps while the map is read hides regions.
    package init(stopping process: pid_t) throws {
        kill(process, SIGSTOP)
        defer { kill(process, SIGCONT) }
        guard try eventually({ try Self.isStopped(process) }) else { throw POSIXError(.ETIMEDOUT) }
        try self.init(of: process)
    }

    /// Of a process that stands still.
    package init(of process: pid_t) throws {
        let maps = try Self.text("/proc/\(process)/maps")
        // The last of them all: a map that was read in part would hide what is wanted.
        guard maps.contains("[stack]") else { throw POSIXError(.EIO) }
        let memory = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw POSIXError(.EACCES) }
        defer { close(memory) }
        regions = Self.places(maps).compactMap { line, place in
            Self.read(place, of: memory).map { Region(line: line, bytes: $0) }
        }
    }

    /// In how many places these bytes stand.
    package func count(_ wanted: [UInt8]) -> Int {
        regions.reduce(0) { $0 + test_count($1.bytes, $1.bytes.count, wanted, wanted.count) }
    }

    /// In how many places a piece of a secret stands, in any of its forms.
    package func count(_ fragments: Fragments) -> Int {
        regions.reduce(0) { $0 + Self.count(fragments, in: $1.bytes) }
    }

    /// Where they stand, for whoever looks for the cause: the map's lines, and how many there are.
    package func places(of fragments: Fragments) -> [String] {
        regions.compactMap { region in
            let count = Self.count(fragments, in: region.bytes)
            return count > 0 ? "\(count) in \(region.line)" : nil
        }
    }

    private static func count(_ fragments: Fragments, in bytes: [UInt8]) -> Int {
        fragments.patterns.reduce(0) { sum, patterns in
            let number = patterns.value.count / patterns.key
            return sum
                + test_count_any(bytes, bytes.count, patterns.value, number, patterns.key)
        }
    }

    private static func isStopped(_ process: pid_t) throws -> Bool {
        // PID (NAME) STATE …
        try text("/proc/\(process)/stat").split(separator: ") ").last?.first.map {
            "Tt".contains($0)
        }
            ?? false
    }

    /// Foundation ends at the first short read, and the kernel gives a map in pieces of a page.
    private static func text(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw POSIXError(.ENOENT) }
        defer { close(file) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(file, &piece, piece.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += piece.prefix(count)
        }
    }

    /// All but what is only code and constants of a file that nobody writes.
    private static func places(_ maps: String) -> [(String, Range<UInt>)] {
        maps.split(separator: "\n").compactMap { line in
            // FROM-TO MODE OFFSET DEVICE INODE PATH
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, fields.count >= 5, !line.hasSuffix("[vsyscall]"),
                !line.hasSuffix("[vvar]")
            else { return nil }
            let isOfFile = fields[4] != "0"
            let isWritten = fields[1].dropFirst().hasPrefix("w") || fields[1].hasSuffix("s")
            return isOfFile && !isWritten ? nil : (String(line), ends[0]..<ends[1])
        }
    }

    /// `nil` where nothing can be read, as in guard pages.
    private static func read(_ region: Range<UInt>, of memory: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: region.count)
        let count = pread(memory, &bytes, bytes.count, off_t(region.lowerBound))
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}
