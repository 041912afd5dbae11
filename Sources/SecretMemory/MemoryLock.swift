import CPosix
import CSodium

/// Whether secrets stay out of swap.
///
/// `sodium_malloc` gives memory even where the kernel refuses to lock it, so this asks by locking a page.
package enum MemoryLock {
    package enum Status: Hashable, Sendable {
        case locked
        /// The kernel refused; the limit is RLIMIT_MEMLOCK, in bytes.
        case refused(limit: UInt64)
    }

    package static var status: Status {
        Sodium.ready
        let refused = Status.refused(limit: vault_memory_lock_limit())
        guard let page = unsafe sodium_malloc(4096) else { return refused }
        defer { unsafe sodium_free(page) }
        return unsafe sodium_mlock(page, 4096) == 0 ? .locked : refused
    }
}
