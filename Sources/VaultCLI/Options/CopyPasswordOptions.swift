import ArgumentParser
import SecretMemory
import SystemPackage

/// Where the password of a copy comes from, which may be another than the vault's by now.
struct CopyPasswordOptions: ParsableArguments {
    @Option(
        name: .customLong("copy-password-fd"),
        help: "Read the copy's password from this descriptor, if it is not the vault's.")
    var copyPasswordDescriptor: Int32?
    @Option(help: "Read the copy's password from this private file, if it is not the vault's.")
    var copyPasswordFile: FilePath?

    func validate() throws {
        guard copyPasswordDescriptor == nil || copyPasswordFile == nil else {
            throw ValidationError(
                "the copy's password comes from one place: give --copy-password-fd or --copy-password-file."
            )
        }
    }

    /// `nil` where nobody has named one.
    var source: SecretSource? {
        if let copyPasswordDescriptor { return .descriptor(copyPasswordDescriptor) }
        return copyPasswordFile.map { .file(Locations.absolute($0)) }
    }
}
