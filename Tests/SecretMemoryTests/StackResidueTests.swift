import SecretMemory
import Testing

@Suite("What functions leave on the stack")
struct StackResidueTests {
    private static let canary: UInt64 = 0x6B_C4_9A_31_E7_52_8D_F0

    /// Fills a page of each frame; gives the address of the deepest one.
    @inline(never)
    private func leave(_ depth: Int) -> UInt {
        var page = InlineArray<512, UInt64>(repeating: Self.canary)
        let deepest =
            depth > 0
            ? leave(depth - 1)
            : unsafe withUnsafeBytes(of: &page) { UInt(bitPattern: $0.baseAddress) }
        return page[depth] == 0 ? 0 : deepest
    }

    /// How often it stands between an address and so many bytes above it, where functions have returned.
    @inline(never)
    private func count(from address: UInt, bytes: Int) -> Int {
        let words = unsafe UnsafePointer<UInt64>(bitPattern: address)
        return (0..<bytes / 8).count { unsafe words?[$0] == Self.canary }
    }

    @Test func `is there before it is wiped, and is not afterwards`() {
        let deepest = leave(20)
        let before = count(from: deepest, bytes: 16 * 4096)
        #expect(before > 4096)
        StackResidue.wipeTouched(StackResidue.afterCommand)
        #expect(count(from: deepest, bytes: 16 * 4096) == 0)
    }
}
