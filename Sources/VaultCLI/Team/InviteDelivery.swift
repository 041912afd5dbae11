import KernelText
import SystemPackage
import Vault

/// How an invitation's code reaches whoever gives it on: once on the terminal, or into a new private file.
struct InviteDelivery {
    private static let undone = "Nobody was invited."
    private let file: NewPrivateFile?

    /// Throws where the code could not be given on, before there is an invitation.
    init(file: FilePath?, _ opening: VaultOpening) throws {
        guard let file else {
            if let obstacle = SecretOnTerminal.obstacle(to: "the code", opening.context) {
                throw Failure.usage("\(obstacle) Give --code-file PATH. \(Self.undone)")
            }
            self.file = nil
            return
        }
        let path = Locations.absolute(file)
        try OwnFiles.requireOther(path, opening)
        let new = NewPrivateFile(
            path, kind: "code", consequence: Self.undone, topic: "invitation")
        try new.checkPlace()
        self.file = new
    }

    /// Writes or shows it.
    func deliver(_ code: borrowing InviteCode, to name: EntryName) throws {
        if let file { return try file.write(code.text) }
        try SecretOnTerminal.show(
            code.text,
            heading: "Code for \(name), shown once. Give it to them, and to nobody else:")
    }
}
