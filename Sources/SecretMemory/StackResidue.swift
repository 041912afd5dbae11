import CPosix
import CSodium

/// What functions that have returned leave on the stack: pieces of keys and secrets that libsodium, the copying of bytes and
/// saved registers had there.
package enum StackResidue {
    /// Beyond what a request to the agent needs.
    package static let afterRequest = 64 << 10
    /// Beyond what a command needs.
    package static let afterCommand = 256 << 10

    /// Zeroes so many bytes below the caller's frame, and before that the registers that the dynamic linker would save
    /// there the next time that it binds a symbol.
    @inline(never)
    package static func wipe(_ count: Int) {
        vault_clear_vector_registers()
        sodium_stackzero(count)
    }

    /// The same, for a process that ends: pages that were never touched hold nothing, and to zero them would cost a page
    /// fault each.
    @inline(never)
    package static func wipeTouched(_ count: Int) {
        vault_clear_vector_registers()
        vault_wipe_touched_stack(count)
    }
}
