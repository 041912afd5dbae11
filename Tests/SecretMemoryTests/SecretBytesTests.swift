import Foundation
import SecretMemory
import Testing

@Suite("Guarded bytes")
struct SecretBytesTests {
    private struct Refusal: Error {}

    @Test func `hold what was appended, and count only that`() {
        let secret = SecretBytes(capacity: 64) { output in
            output.append(contentsOf: Array("short".utf8))
        }
        #expect(secret.count == 5)
        #expect(secret.revealed == Array("short".utf8))
    }

    @Test func `a filling that fails throws its own error`() {
        #expect(throws: Refusal.self) {
            _ = try SecretBytes(capacity: 8) { output throws(Refusal) in
                output.append(contentsOf: [1, 2, 3])
                throw Refusal()
            }
        }
    }

    @Test(arguments: [("same", "same", true), ("same", "some", false), ("same", "sam", false)])
    func `are equal when their bytes are`(left: String, right: String, isEqual: Bool) {
        let (one, other) = (SecretBytes(left).isEqual(to: SecretBytes(right)), isEqual)
        #expect(one == other)
    }

    @Test func `random bytes differ`() {
        let areEqual = SecretBytes(randomCount: 32).isEqual(to: SecretBytes(randomCount: 32))
        #expect(!areEqual)
    }

    @Test func `can't be written once they are filled`() async {
        await #expect(processExitsWith: .failure) {
            // The signal itself is the proof; no report of it is wanted.
            signal(SIGSEGV, SIG_DFL)
            let secret = SecretBytes(copying: Array("frozen".utf8))
            secret.withBytes { bytes in
                bytes.withUnsafeBytes {
                    UnsafeMutableRawPointer(mutating: $0.baseAddress!).storeBytes(
                        of: 0, as: UInt8.self)
                }
            }
            exit(0)
        }
    }

    @Test func `can't be read beyond their end`() async {
        await #expect(processExitsWith: .failure) {
            signal(SIGSEGV, SIG_DFL)
            let secret = SecretBytes(copying: Array("guarded".utf8))
            let past = secret.withBytes { bytes in
                bytes.withUnsafeBytes { $0.baseAddress!.load(fromByteOffset: 4096, as: UInt8.self) }
            }
            exit(past == 0 ? 0 : 0)
        }
    }

    @Test func `are zero once their owner has ended`() {
        // Assembled at run time, so that no constant in the program looks like it.
        let canary = (0..<32).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) ^ 0x5A }
        do {
            let secret = SecretBytes(copying: canary)
            #expect(occurrences(of: canary, in: "locked") > 0)
            _ = secret.count
        }
        #expect(occurrences(of: canary, in: "locked") == 0)
    }

    @Test func `lie in memory that no core dump has`() throws {
        let secret = SecretBytes(randomCount: 100)
        let address = secret.withBytes { bytes in
            bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress!) }
        }
        let flags = try #require(try mapping(of: address).flags)
        #expect(flags.contains("dd"), "not excluded from core dumps: \(flags)")
        if MemoryLock.status == .locked { #expect(flags.contains("lo"), "not locked: \(flags)") }
        #expect(secret.count == 100)
    }

    /// Counted in the mappings that are excluded from dumps: where guarded memory lies.
    private func occurrences(of canary: [UInt8], in kind: String) -> Int {
        guard let memory = FileHandle(forReadingAtPath: "/proc/self/mem"),
            let all = try? mappings()
        else { return -1 }
        var count = 0
        for mapping in all where mapping.flags?.contains("dd") == true && mapping.isReadable {
            try? memory.seek(toOffset: UInt64(mapping.start))
            guard let data = try? memory.read(upToCount: Int(mapping.end - mapping.start)) else {
                continue
            }
            if data.range(of: Data(canary)) != nil { count += 1 }
        }
        return count
    }

    private struct Mapping {
        let start: UInt
        let end: UInt
        let isReadable: Bool
        var flags: [Substring]?
    }

    private func mapping(of address: UInt) throws -> Mapping {
        try #require(try mappings().first { $0.start <= address && address < $0.end })
    }

    /// Read to its end, whatever size the kernel says it has.
    private static func smaps() -> String {
        let descriptor = open("/proc/self/smaps", O_RDONLY)
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: content, as: UTF8.self) }
            content += buffer.prefix(count)
        }
    }

    private func mappings() throws -> [Mapping] {
        var result: [Mapping] = []
        let text = Self.smaps()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words[0] == "VmFlags:" {
                result[result.count - 1].flags = Array(words.dropFirst())
            } else if let dash = words[0].firstIndex(of: "-"), !words[0].hasSuffix(":"),
                let start = UInt(words[0][..<dash], radix: 16),
                let end = UInt(words[0][words[0].index(after: dash)...], radix: 16)
            {
                result.append(
                    Mapping(start: start, end: end, isReadable: words[1].hasPrefix("r")))
            }
        }
        return result
    }
}
