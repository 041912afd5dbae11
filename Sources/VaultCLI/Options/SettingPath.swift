import Glibc
import KernelText
import SystemPackage

/// A file that a profile names: absolute, because a profile is used from any folder.
enum SettingPath {
    /// Expands `~`, `~/…` and `~user/…` as a shell would have done, had it seen them.
    static func absolute(_ text: String, _ environment: [String: String]) throws -> String {
        guard text.hasPrefix("~") else {
            return try kept(Locations.absolute(FilePath(word: text)))
        }
        let user = text.dropFirst().prefix { $0 != "/" }
        let rest = FilePath(word: String(text.dropFirst(1 + user.count)))
        let home = user.isEmpty ? try ownHome(environment) : try self.home(of: String(user))
        return try kept(home.appending(rest.components))
    }

    /// A profile's record holds text and nothing else.
    private static func kept(_ path: FilePath) throws -> String {
        let path = path.lexicallyNormalized()
        guard let kept = String(validating: path.bytes, as: UTF8.self) else {
            throw Failure(
                .setting, "setting",
                "the path \(path.text) is not UTF-8, and a profile can keep only a path that is. Nothing was changed. "
                    + "Give the file such a name, or make a link to it that has one.")
        }
        return kept
    }

    private static func ownHome(_ environment: [String: String]) throws -> FilePath {
        if let home = environment.path("HOME"), home.isAbsolute { return home }
        guard let entry = unsafe getpwuid(getuid()), let home = unsafe entry.pointee.pw_dir else {
            throw Failure(.setting, "setting", "'~' stands for no folder: HOME is not set.")
        }
        return unsafe FilePath(platformString: home)
    }

    private static func home(of user: String) throws -> FilePath {
        guard let entry = unsafe getpwnam(CText(word: user).terminated),
            let home = unsafe entry.pointee.pw_dir
        else {
            throw Failure(
                .setting, "setting",
                "'~\(user)' stands for no folder: this machine has no user '\(user)'.")
        }
        return unsafe FilePath(platformString: home)
    }
}
