import Foundation
import Glibc
import Testing
import VaultTestSupport

@Suite(.needsServer) struct `A server of the tests'` {
    @Test func `is stopped and its files are gone when its process is killed`() async throws {
        let note = FileManager.default.temporaryDirectory.appending(path: "note-\(UUID())")
        defer { try? FileManager.default.removeItem(at: note) }
        await #expect(processExitsWith: .signal(SIGKILL)) { [note = note.path as String] in
            let server = try PostgresServer()
            try "\(server.process ?? 0) \(server.folder.path) \(getpid())".write(
                toFile: note, atomically: true, encoding: .utf8)
            raise(SIGKILL)
        }
        let words = try String(contentsOf: note, encoding: .utf8).split(separator: " ")
        // Its certificates stay, for which nobody cares.
        let rest = FileManager.default.temporaryDirectory.appending(path: "vault-ca-\(words[2])")
        try? FileManager.default.removeItem(at: rest)
        let process = try #require(pid_t(words[0]))
        try #require(process > 1)
        for _ in 0..<6_000 where kill(process, 0) == 0 || access(String(words[1]), F_OK) == 0 {
            usleep(10_000)
        }
        #expect(kill(process, 0) != 0)
        #expect(access(String(words[1]), F_OK) != 0)
    }

    @Test func `gives each who asks a database that nobody else has`() throws {
        let (one, other) = (try freshDatabase(), try freshDatabase())
        try one.psql("CREATE TABLE t ()")
        #expect(throws: (any Error).self) { try other.psql("SELECT * FROM t") }
    }

    /// It stays for the whole run, and another test may wait for the end of a pipe.
    @Test func `holds no pipe of another test`() throws {
        var pipe: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&pipe) == 0)
        defer { pipe.forEach { close($0) } }
        let server = try PostgresServer()
        let held = try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/fd/\(pipe[0])")
        let process = try #require(server.process)
        let descriptors = try FileManager.default.contentsOfDirectory(
            atPath: "/proc/\(process)/fd")
        #expect(descriptors.count > 2)
        for descriptor in descriptors {
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(process)/fd/\(descriptor)")
            #expect(target != held)
        }
    }
}
