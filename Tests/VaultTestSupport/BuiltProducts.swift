import Foundation

/// The programs that were built beside the tests.
package enum BuiltProducts {
    package static let vault = path("vault")
    package static let simulator = path("outscale-simulator")
    /// What the campaign preloads into `vault`; `scripts/campaign` builds it.
    package static let disturbance = path("libdisturbance.so")

    private static func path(_ name: String) -> String {
        // The test runner's first argument, or the executable itself, lies in the build folder.
        var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
            folder = URL(filePath: argument).deletingLastPathComponent()
        }
        for _ in 0..<5 {
            let candidate = folder.appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return name
    }
}
