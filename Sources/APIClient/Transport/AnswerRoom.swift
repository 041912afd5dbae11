import CSodium
import Glibc
import SecretMemory

/// How much memory an answer gets, and of which kind.
package enum AnswerRoom: Hashable, Sendable {
    /// Guarded memory, small: for what may bring a secret.
    case guarded
    /// Memory that the system gives page by page as it is filled: for lists, which may be long.
    case roomy

    /// The most bytes that an answer may have. A key takes some 250 in a list.
    package var capacity: Int {
        switch self {
        case .guarded: 65_536
        case .roomy: 32 << 20
        }
    }

    /// Memory of ``capacity`` bytes.
    func allocate() -> UnsafeMutableRawBufferPointer {
        let base =
            switch self {
            case .guarded: unsafe Self.guarded(capacity)
            case .roomy: unsafe Self.pages(capacity)
            }
        guard let base = unsafe base else {
            ProcessEnd.withOneSentence("the system has no memory left for an answer")
        }
        return unsafe UnsafeMutableRawBufferPointer(start: base, count: capacity)
    }

    /// Gives the memory back; neither kind keeps its content.
    func free(_ memory: UnsafeMutableRawBufferPointer) {
        switch self {
        case .guarded: unsafe sodium_free(memory.baseAddress)
        case .roomy: unsafe munmap(memory.baseAddress, memory.count)
        }
    }

    private static func guarded(_ count: Int) -> UnsafeMutableRawPointer? {
        Sodium.ready
        return unsafe sodium_malloc(count)
    }

    private static func pages(_ count: Int) -> UnsafeMutableRawPointer? {
        let base = unsafe mmap(
            nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let base = unsafe base, unsafe base != MAP_FAILED else { return nil }
        unsafe madvise(base, count, MADV_DONTDUMP)
        return unsafe base
    }
}
