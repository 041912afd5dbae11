import CPosix
import Glibc
import KernelText
import SecretMemory

/// osc-cli's configuration for one command, in a pipe: it can be read once, and never is a file.
///
/// The command inherits the end to read from. This process's own is closed with the value, so that a parent
/// which waits for the command keeps no way to the secret, for itself or for another program that it starts.
struct ConfigPipe: ~Copyable {
    private let readEnd: Int32

    /// The word of a command that stands for the path.
    static let placeholder = "{}"

    /// Puts the whole configuration into a pipe.
    init(_ facts: SessionFacts, secret: borrowing SecretBytes) throws {
        let text = try Self.configuration(facts, secret: secret)
        var ends: [Int32] = [-1, -1]
        guard unsafe vault_pipe(&ends) == 0 else { throw Self.failure }
        // Nobody reads yet: what does not fit must fail, not wait.
        let isWhole =
            fcntl(ends[1], F_SETFL, O_WRONLY | O_NONBLOCK) == 0 && text.write(to: ends[1])
        // Without a writer, the reader comes to an end.
        close(ends[1])
        guard isWhole, fcntl(ends[0], F_SETFD, 0) == 0 else {
            let failure = Self.failure
            close(ends[0])
            throw failure
        }
        readEnd = ends[0]
    }

    deinit { close(readEnd) }

    /// Where the command reads it.
    var path: String { "/dev/fd/\(readEnd)" }

    /// The command with the path in place of each `{}`; without one, as osc-cli's option at the end.
    static func words(_ command: [CText], path: String) -> [CText] {
        let placeholder = CText(placeholder)
        guard command.contains(placeholder) else {
            return command + [CText("--config_path"), CText(path)]
        }
        return command.map { $0 == placeholder ? CText(path) : $0 }
    }

    /// The profile `default`, with the fields that osc-cli knows and no other: it stops at what it
    /// does not know. It takes a client certificate whose key is in the same file.
    static func configuration(
        _ facts: SessionFacts, secret: borrowing SecretBytes
    ) throws -> SecretBytes {
        var plain: [(name: String, value: CText)] = [
            (name: "access_key", value: CText(facts.accessKeyID)), ("region", CText(facts.region)),
        ]
        if let origin = facts.origin { plain.append(("endpoint", CText(origin))) }
        if let certificate = facts.certificate, certificate == facts.certificateKey {
            plain.append(("client_certificate", CText(certificate)))
        }
        let profile = try SessionText(
            notation: JSONNotation(), plain: plain, secretNames: ["secret_key"]
        ).text(secret: secret)
        return SecretBytes(capacity: profile.count + 16) { output in
            output.append("{\"default\":")
            // The newline goes to the end.
            profile.prefix(profile.count - 1).withBytes { output.append(contentsOf: $0) }
            output.append("}\n")
        }
    }

    private static var failure: Failure {
        let reason = unsafe String(cString: strerror(errno))
        return Failure(
            .storage, "pipe", "the command's configuration did not go into a pipe: \(reason).")
    }
}
