import ArgumentParser
import SecretMemory
import SystemPackage

/// Where a new master password comes from; the terminal, where nothing is said.
struct NewPasswordOptions: ParsableArguments {
    @Option(
        name: .customLong("new-password-fd"), help: "Read the new password from this descriptor.")
    var newPasswordDescriptor: Int32?
    @Option(help: "Read the new password from this private file.")
    var newPasswordFile: String?

    /// - Parameters:
    ///   - fallback: where it comes from without an option; the terminal asks twice.
    ///   - verb: what was not done if the two differ.
    func read(
        orElse fallback: SecretSource = .terminal(prompt: ""), creating verb: String
    ) throws -> SecretBytes {
        if let newPasswordDescriptor {
            return try SecretSource.descriptor(newPasswordDescriptor).read()
        }
        if let newPasswordFile {
            return try SecretSource.file(Locations.absolute(FilePath(newPasswordFile))).read()
        }
        guard case .terminal = fallback else { return try fallback.read() }
        let first = try SecretSource.terminal(prompt: "New master password: ").read()
        let second = try SecretSource.terminal(prompt: "The same again: ").read()
        guard first.isEqual(to: second) else {
            throw Failure(
                .usage, "usage", "the two passwords differ. Nothing was \(verb); try again.")
        }
        return first
    }
}
