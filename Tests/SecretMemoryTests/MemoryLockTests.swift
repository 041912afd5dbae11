import Foundation
import SecretMemory
import Testing

@Suite("Locked memory")
struct MemoryLockTests {
    @Test func `a limit of nothing is told, and secrets still work`() async {
        await #expect(processExitsWith: .success) {
            guard geteuid() != 0 || setuid(65534) == 0 else { exit(2) }
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            // RLIMIT_MEMLOCK, which Swift's Glibc module leaves out.
            setrlimit(__rlimit_resource_t(8), &none)
            let secret = SecretBytes(copying: [1, 2, 3])
            exit(MemoryLock.status == .refused(limit: 0) && secret.count == 3 ? 0 : 1)
        }
    }
}
