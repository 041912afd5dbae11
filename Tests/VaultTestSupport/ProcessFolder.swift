package import Foundation

/// A folder for the files of this process's tests, gone when the process ends: a fixture that a test's own closures keep
/// alive is never told to clean up.
package enum ProcessFolder {
    package static let url: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tests-\(UUID())")
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        atexit { try? FileManager.default.removeItem(at: ProcessFolder.url) }
        return folder
    }()
}
