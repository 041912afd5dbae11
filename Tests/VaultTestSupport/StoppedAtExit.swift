import CTerminal
package import Foundation

/// A program that has done all it does and is held at its end, so that its memory can be looked at.
package final class StoppedAtExit {
    package let memory: ProcessMemory
    package let status: Int32
    package let output: String

    package struct Failure: Error { let what: String }

    /// - Parameter file: is opened at descriptor 3.
    package init(
        _ words: [String], environment: [String: String], file: String, in folder: URL
    ) throws {
        let output = folder.appending(path: "output-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: output) }
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        let process = test_run_until_exit(arguments, variables, output, 3, file)
        guard process > 0 else { throw Failure(what: "\(words) does not stop at its end") }
        let memory = Result { try ProcessMemory(of: process) }
        let status = test_let_end(process)
        self.status = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        self.memory = try memory.get()
        self.output = String(
            decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    }
}
