import Glibc
import SystemPackage

/// A file that a profile names: absolute, because a profile is used from any folder.
enum SettingPath {
    /// Expands `~`, `~/…` and `~user/…` as a shell would have done, had it seen them.
    static func absolute(_ text: String, _ environment: [String: String]) throws -> String {
        guard text.hasPrefix("~") else {
            return Locations.absolute(FilePath(text)).lexicallyNormalized().string
        }
        let user = text.dropFirst().prefix { $0 != "/" }
        let rest = FilePath(String(text.dropFirst(1 + user.count)))
        let home = user.isEmpty ? try ownHome(environment) : try self.home(of: String(user))
        return home.appending(rest.components).lexicallyNormalized().string
    }

    private static func ownHome(_ environment: [String: String]) throws -> FilePath {
        if let home = environment["HOME"].map({ FilePath($0) }), home.isAbsolute { return home }
        guard let entry = unsafe getpwuid(getuid()), let home = unsafe entry.pointee.pw_dir else {
            throw Failure(.setting, "setting", "'~' stands for no folder: HOME is not set.")
        }
        return FilePath(unsafe String(cString: home))
    }

    private static func home(of user: String) throws -> FilePath {
        guard let entry = unsafe getpwnam(user), let home = unsafe entry.pointee.pw_dir else {
            throw Failure(
                .setting, "setting",
                "'~\(user)' stands for no folder: this machine has no user '\(user)'.")
        }
        return FilePath(unsafe String(cString: home))
    }
}
