import Glibc
import KernelText
import SystemPackage

/// A backup's file to be: it gets its name once what was written was read back and verified.
///
/// Until then it has none, so that nothing stays of a process that is killed. Where the file system knows no files without a
/// name, it has a draft's, and the next backup there takes away what is nobody's any more.
struct NewCopy {
    /// The file's own name, without its directory.
    let name: CText
    private let path: FilePath
    private let directory: FilePath

    /// - Throws: ``VaultError/fileExists(path:)`` where the name is taken, ``VaultError/noFile(path:)`` where there is no such
    ///   directory.
    init(at path: FilePath) throws(VaultError) {
        guard let name = path.name, unsafe access(path.cString, F_OK) != 0 else {
            throw .fileExists(path: path.text)
        }
        (self.name, self.path, directory) = (name, path, path.parent)
        guard unsafe access(directory.orHere.cString, F_OK) == 0 else {
            throw .noFile(path: directory.text)
        }
    }

    /// - Parameter verify: gets another path to the file, which only its owner may read.
    /// - Returns: what `verify` says of it.
    func write<Copy>(
        _ bytes: [UInt8], verifying verify: (FilePath) throws(VaultError) -> Copy
    ) throws(VaultError) -> Copy {
        CopyDraft.removeLeftovers(in: directory)
        if let file = NamelessFile(in: directory) {
            try file.write(bytes, for: path)
            let copy = try verify(file.path)
            if try file.publish(as: path, taken: .fileExists(path: path.text)) { return copy }
        }
        return try writeDraft(bytes, verifying: verify)
    }

    /// The same where a file needs a name.
    func writeDraft<Copy>(
        _ bytes: [UInt8], verifying verify: (FilePath) throws(VaultError) -> Copy
    ) throws(VaultError) -> Copy {
        let draft = try CopyDraft(in: directory)
        try draft.write(bytes)
        let copy = try verify(draft.path)
        try DurableFile.publish(draft.path, as: path, taken: .fileExists(path: path.text))
        return copy
    }
}
