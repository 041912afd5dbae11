import Glibc
import KernelText
import SecretMemory
package import SystemPackage
package import Vault

/// Names this machine and one vault file on it, without telling which they are.
///
/// A copy of the file is another one, also on the same machine: what the first has begun is not the copy's to undo.
package enum HostIdentity {
    /// 32 hexadecimal digits: the digest of systemd's machine id, the file's real path and its inode. A machine
    /// without an id counts as one with an empty id.
    ///
    /// - Throws: why the machine's id or the file can't be read, so that nobody can tell which machine this is.
    package static func of(_ files: VaultFiles) throws(HostUnknown) -> String {
        let (path, inode) = (try realPath(of: files.database), try inode(of: files.database))
        return try digest(path.bytes + Array("\0\(inode)".utf8))
    }

    /// The same of an open vault. Of a team's, this machine's copy may be made anew, so it is the directory that stands for it.
    package static func of(_ vault: borrowing UnlockedVault) throws(HostUnknown) -> String {
        guard vault.team != nil else { return try of(vault.files) }
        let path = try realPath(of: vault.files.directory)
        return try digest(path.bytes + [0] + vault.vaultID.bytes)
    }

    private static func digest(_ place: [UInt8]) throws(HostUnknown) -> String {
        let machine = Array("vault/host/v2\(try machineID())\0".utf8)
        return Hex.encode(Array(BLAKE2b.digest(of: machine + place).prefix(16)))
    }

    private static func machineID() throws(HostUnknown) -> String {
        let path = FilePath("/etc/machine-id")
        do throws(Errno) {
            return String(decoding: try ShortFile.read(path), as: UTF8.self)
        } catch .noSuchFileOrDirectory {
            return ""
        } catch { throw HostUnknown(path: path.text, reason: error) }
    }

    private static func realPath(of path: FilePath) throws(HostUnknown) -> FilePath {
        guard let real = path.real else { throw .now(at: path) }
        return real
    }

    private static func inode(of path: FilePath) throws(HostUnknown) -> UInt64 {
        var facts = stat()
        guard unsafe stat(path.cString, &facts) == 0 else { throw .now(at: path) }
        return UInt64(facts.st_ino)
    }
}

/// It can't be told which machine, or which vault file on it, this is.
package struct HostUnknown: Error {
    package let path: String
    package let reason: Errno

    fileprivate static func now(at path: FilePath) -> HostUnknown {
        HostUnknown(path: path.text, reason: Errno(rawValue: errno))
    }
}
