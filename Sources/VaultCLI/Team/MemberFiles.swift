import KernelText
import SystemPackage
import Vault

extension TeamPlace {
    /// The members' files in the state directory, of whatever vault, by their names.
    ///
    /// What tells which of them is the database's is gone where its `.url` file is.
    func memberFiles() -> [FilePath] {
        guard var names = DirectoryNames(stateDirectory) else { return [] }
        var found: [String] = []
        while let name = names.next() {
            let text = name.text
            guard text.hasSuffix(Self.suffix),
                RecordID(hexadecimal: String(text.dropLast(Self.suffix.count))) != nil
            else { continue }
            found.append(text)
        }
        return found.sorted().map { stateDirectory.appending($0) }
    }

    private static let suffix = ".member"
}
