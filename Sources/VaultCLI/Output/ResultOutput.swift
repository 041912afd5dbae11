import Glibc
import SecretMemory

/// Standard output as far as results go: whether there are any, and whether all of them have arrived.
final class ResultOutput {
    private(set) var hasResult = false
    private var isComplete = true
    private let descriptor: Int32

    init(to descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

    func write(_ text: String) {
        hasResult = true
        isComplete = Console.write(text, to: descriptor) && isComplete
    }

    func write(_ text: OutputBytes) {
        hasResult = true
        isComplete = Console.write(text.bytes, to: descriptor) && isComplete
    }

    /// A result that a full disk has cut is none, although the command has done its work.
    func requireWritten() throws(Failure) {
        guard isComplete else { throw .outputNotWritten }
    }
}

extension SecretBytes {
    /// Writes them to standard output; a reader that has gone away wants no more, which is no failure.
    borrowing func writeAsResult() throws(Failure) {
        Progress.clear()
        guard write(to: STDOUT_FILENO) || errno == EPIPE else { throw .outputNotWritten }
    }
}

extension Failure {
    static let outputNotWritten = Failure(
        .storage, "output", "the result could not be written to standard output.")
}
