import KernelText
package import SystemPackage

/// A new member's file and the pin, written before the server has anything that only they open.
struct KeptMember {
    private let place: TeamPlace
    private let path: FilePath
    private let formerFile: [UInt8]?
    private let formerPin: TeamPin?

    /// - Parameter former: the file that it may take the place of; any other one stays.
    init(
        _ file: MemberFile, _ pin: TeamPin, at place: TeamPlace, replacing former: [UInt8]? = nil
    ) throws(VaultError) {
        try FileChecks.makePrivateDirectory(place.stateDirectory)
        path = place.memberFilePath(of: file.vaultID)
        guard try DurableFile.read(path, limit: MemberFile.byteCount + 1) == former else {
            throw .fileExists(path: path.text)
        }
        (self.place, formerFile) = (place, former)
        formerPin = try TeamPin.read(for: place)
        try DurableFile.replace(path, with: file.bytes)
        do throws(VaultError) { try TeamPin.put(pin, for: place) } catch {
            takeBack()
            throw error
        }
    }

    /// Puts back what was there, once it is certain that the server has taken nothing.
    func takeBack() {
        // What can't be put back now is in the way of the next try, which says so.
        if let formerFile {
            try? DurableFile.replace(path, with: formerFile)
        } else {
            try? LandingFile.remove(path)
        }
        try? TeamPin.put(formerPin, for: place)
    }
}

extension TeamPlace {
    /// Where the member's file is, or was, that opens this vault here.
    ///
    /// - Throws: ``TeamError/notAMember`` where none is named, and the database has shown no vault to this machine.
    package func ownMemberFile() throws(VaultError) -> FilePath {
        guard let path = memberFilePath(try TeamPin.read(for: self)) else {
            throw .team(.notAMember)
        }
        return path
    }

    func memberFilePath(_ pin: TeamPin?) -> FilePath? {
        memberFile ?? pin.map { memberPath(of: $0.vaultID) }
    }

    func memberFilePath(of vaultID: RecordID) -> FilePath {
        memberFile ?? memberPath(of: vaultID)
    }
}
