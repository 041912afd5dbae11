import SecretMemory
import SystemPackage

/// A new master password: typed twice, or from a descriptor, a file or the password command.
enum NewPassword {
    static func read(
        descriptor: Int32?, file: String?, options: GlobalOptions, environment: [String: String]
    ) throws -> SecretBytes {
        if let descriptor { return try SecretSource.descriptor(descriptor).read() }
        if let file { return try SecretSource.file(Locations.absolute(FilePath(file))).read() }
        let source = try PasswordSource.master(options, environment)
        guard case .terminal = source else { return try source.read() }
        let first = try SecretSource.terminal(prompt: "New master password: ").read()
        let second = try SecretSource.terminal(prompt: "The same again: ").read()
        guard first.isEqual(to: second) else {
            throw Failure(
                .usage, "usage", "the two passwords differ. Nothing was created; try again.")
        }
        return first
    }
}
