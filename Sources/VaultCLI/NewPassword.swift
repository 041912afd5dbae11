import SecretMemory
import SystemPackage

/// A new master password: typed twice, or from a descriptor, a file or the password command.
enum NewPassword {
    static func read(
        descriptor: Int32?, file: String?, options: GlobalOptions, environment: [String: String]
    ) throws -> SecretBytes {
        if let descriptor { return try reading(.descriptor(descriptor)) }
        if let file { return try reading(.file(Locations.absolute(FilePath(file)))) }
        let source = try PasswordSource.master(options, environment)
        guard case .terminal = source else { return try reading(source) }
        let first = try reading(.terminal(prompt: "New master password: "))
        let second = try reading(.terminal(prompt: "The same again: "))
        guard first.isEqual(to: second) else {
            throw Failure(
                .usage, "usage", "the two passwords differ. Nothing was created; try again.")
        }
        return first
    }
}
