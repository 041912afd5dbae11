import Foundation

/// One line a request, on standard error or at the end of a file.
struct RequestLog: Sendable {
    private let handle: FileHandle?

    static let silent = RequestLog(handle: nil)
    static let standardError = RequestLog(handle: .standardError)

    private init(handle: FileHandle?) { self.handle = handle }

    init(path: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: URL(fileURLWithPath: path))
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        self.handle = handle
    }

    func write(_ line: String) {
        // A log that can't be written must not end the server.
        try? handle?.write(contentsOf: Data((line + "\n").utf8))
    }
}
