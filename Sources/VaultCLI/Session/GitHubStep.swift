import Glibc
import KernelText
import SecretMemory
import SystemPackage

/// A step of a GitHub Actions job: the runner is told to mask the secret before anything else has it.
struct GitHubStep {
    /// The file whose variables the next steps get.
    private let file: FilePath

    init(_ environment: [String: String]) throws(Failure) {
        guard let file = environment.path("GITHUB_ENV") else {
            throw Failure(
                .setting, "setting",
                "GITHUB_ENV is not set: --format github is for a step of a GitHub Actions job. Nothing was written."
            )
        }
        self.file = file
    }

    /// - Parameters:
    ///   - secret: is masked in the job's log from now on.
    ///   - text: the variables.
    func give(_ text: borrowing SecretBytes, masking secret: borrowing SecretBytes) throws(Failure)
    {
        let descriptor = unsafe open(file.cString, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        try Self.command(masking: secret).writeAsResult()
        guard text.write(to: descriptor) else { throw failure(errno) }
    }

    /// A workflow command, in which three characters are escaped.
    static func command(masking secret: borrowing SecretBytes) -> SecretBytes {
        secret.withBytes { secret in
            SecretBytes(capacity: secret.byteCount * 3 + 16) { output in
                output.append("::add-mask::")
                for index in 0..<secret.byteCount {
                    switch secret.byte(at: index) {
                    case UInt8(ascii: "%"): output.append("%25")
                    case UInt8(ascii: "\r"): output.append("%0D")
                    case UInt8(ascii: "\n"): output.append("%0A")
                    case let byte: output.append(byte)
                    }
                }
                output.append("\n")
            }
        }
    }

    private func failure(_ code: Int32) -> Failure {
        let reason = unsafe String(cString: strerror(code))
        return Failure(
            .storage, "output",
            "the variables could not be written to \(file.text) (GITHUB_ENV): \(reason).")
    }
}
