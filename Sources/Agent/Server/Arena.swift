import SecretMemory

/// The locked memory that one client's request and answer lie in, wiped between two messages.
///
/// It is made once and goes from a client that has gone to the next: locking and guarding memory takes a dozen
/// system calls, which each message would cost otherwise.
final class Arena {
    var request = MessageBuffer(capacity: Frame.mostBytes)
    var reply = MessageBuffer(capacity: Frame.mostBytes)

    func wipe() {
        request.wipe()
        reply.wipe()
    }
}
