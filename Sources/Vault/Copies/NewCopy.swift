import Glibc
import KernelText
import SystemPackage

/// A backup's file to be: it gets its name once what was written was read back and verified.
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

    /// - Parameter verify: gets the file under another name, which only its owner may read.
    /// - Returns: what `verify` says of it.
    func write<Copy>(
        _ bytes: [UInt8], verifying verify: (FilePath) throws(VaultError) -> Copy
    ) throws(VaultError) -> Copy {
        let draft = directory.appending(CText(".").adding(name).adding(".\(RecordID.random())"))
        do throws(VaultError) {
            try DurableFile.create(draft, with: bytes)
            let copy = try verify(draft)
            try DurableFile.publish(draft, as: path, taken: .fileExists(path: path.text))
            return copy
        } catch {
            unsafe unlink(draft.cString)
            throw error
        }
    }
}
