import Foundation
import Glibc

/// Looks for a text in all memory of this process, without adding a copy of it.
///
/// The text comes masked and is unmasked only into memory that the search leaves out.
struct MemoryProbe: ~Copyable {
    private static let mask: UInt8 = 0x5A
    private static let chunk = 1 << 20
    /// A copied piece this long is found wherever it was cut.
    private static let window = 16

    private let own: UnsafeMutableRawPointer
    private let ownSize: Int
    private let length: Int

    /// The other way round, in the process that may know the text.
    static func masked(_ text: String) -> [UInt8] { text.utf8.map { $0 ^ mask } }

    /// Unmasks one byte at a time into `target`.
    static func unmask(_ masked: [UInt8], into target: UnsafeMutableRawPointer) {
        for (offset, byte) in masked.enumerated() {
            target.storeBytes(of: byte ^ mask, toByteOffset: offset, as: UInt8.self)
        }
    }

    init(masked: [UInt8]) {
        ownSize = Self.chunk * 2
        own = mmap(
            nil, ownSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)
        length = masked.count
        Self.unmask(masked, into: own)
    }

    deinit { munmap(own, ownSize) }

    /// How many places hold 16 bytes in a row of the text, whatever the piece; the text whole is one.
    func occurrences() throws -> Int {
        let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw POSIXError(.EACCES) }
        defer { close(memory) }
        let pieces = stride(from: 0, through: length - Self.window, by: 8)
        return try regions().reduce(0) { total, region in
            let counts = pieces.map { count(of: $0, in: region, memory) }
            return total + (counts.max() ?? 0)
        }
    }

    private func count(of piece: Int, in region: Range<UInt>, _ memory: Int32) -> Int {
        var (count, start) = (0, region.lowerBound)
        let buffer = own + Self.chunk
        while start < region.upperBound {
            let size = min(Self.chunk, Int(region.upperBound - start))
            let read = pread(memory, buffer, size, off_t(start))
            guard read > 0 else { break }
            var (place, rest) = (buffer, read)
            while let found = memchr(place, Int32((own + piece).load(as: UInt8.self)), rest) {
                rest -= found - place
                guard rest >= Self.window else { break }
                if memcmp(found, own + piece, Self.window) == 0 { count += 1 }
                (place, rest) = (found + 1, rest - 1)
            }
            guard read >= Self.window, read == Self.chunk else { break }
            start += UInt(read - Self.window + 1)
        }
        return count
    }

    /// All readable and writable memory but this value's own.
    private func regions() throws -> [Range<UInt>] {
        let text = try Self.contents("/proc/self/maps")
        let mine = UInt(bitPattern: own)..<UInt(bitPattern: own) + UInt(ownSize)
        return text.split(separator: "\n").flatMap { line -> [Range<UInt>] in
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, fields[1].hasPrefix("rw") || fields[1].hasPrefix("r--p") else {
                return []
            }
            let region = ends[0]..<ends[1]
            guard region.overlaps(mine) else { return [region] }
            // The kernel may have joined the memory with its neighbours.
            return [
                region.lowerBound..<max(region.lowerBound, mine.lowerBound),
                min(region.upperBound, mine.upperBound)..<region.upperBound,
            ]
        }
    }

    /// The whole of a file that tells no size of its own.
    private static func contents(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw POSIXError(.EACCES) }
        defer { close(file) }
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
        while case let count = read(file, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
