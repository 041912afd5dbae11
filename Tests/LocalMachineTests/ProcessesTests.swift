import Foundation
import Glibc
import Testing

@testable import LocalMachine
@testable import Vault

@Suite("Whether a process still runs")
struct ProcessesTests {
    private static func identity(
        bootID: String? = nil, namespace: UInt64? = nil, number: Int32? = nil, later: UInt64 = 0
    ) throws -> ProcessIdentity {
        let here = try #require(Processes.system.current())
        return ProcessIdentity(
            bootID: bootID ?? here.bootID, namespace: namespace ?? here.namespace,
            number: number ?? here.number, startTime: here.startTime + later)
    }

    @Test func `this one does`() throws {
        #expect(try Processes.system.life(Self.identity()) == .running)
    }

    @Test func `one of the same number that started at another time does not`() throws {
        #expect(try Processes.system.life(Self.identity(later: 1)) == .ended)
    }

    @Test func `one of another boot does not`() throws {
        #expect(try Processes.system.life(Self.identity(bootID: "another")) == .ended)
    }

    @Test func `one of another container is out of sight`() throws {
        #expect(try Processes.system.life(Self.identity(namespace: 1)) == .outOfSight)
    }

    @Test func `one that waits for its parent only does not, nor once it is gone`() throws {
        var child: pid_t = 0
        let words = [strdup("/bin/true"), nil]
        defer { free(words[0]) }
        #expect(posix_spawn(&child, "/bin/true", nil, nil, words, environ) == 0)
        var facts = siginfo_t()
        #expect(waitid(P_PID, id_t(child), &facts, WEXITED | WNOWAIT) == 0)
        let status = try #require(
            ProcessStatus(Array(Data(contentsOf: URL(filePath: "/proc/\(child)/stat")))))
        let zombie = ProcessIdentity(
            bootID: try Self.identity().bootID, namespace: try Self.identity().namespace,
            number: child, startTime: status.startTime)
        #expect(Processes.system.life(zombie) == .ended)
        #expect(waitpid(child, nil, 0) == child)
        #expect(Processes.system.life(zombie) == .ended)
    }

    @Test(
        arguments: [
            ("12 (cat) S \(fields(17)) 777 0", 777, false),
            ("12 (a) (b ) S) R \(fields(17)) 777 0", 777, false),
            ("12 (cat) Z \(fields(17)) 777", 777, true),
        ] as [(String, UInt64, Bool)])
    func `a name may hold blanks and brackets`(line: String, start: UInt64, isDead: Bool) throws {
        let status = try #require(ProcessStatus(Array(line.utf8)))
        #expect(status.startTime == start && status.isDead == isDead)
    }

    @Test(arguments: ["", "12 (cat", "12 (cat) S 1 2", "12 (cat) S \(fields(17)) x 0"])
    func `a line that is cut is none`(line: String) {
        #expect(ProcessStatus(Array(line.utf8)) == nil)
    }

    /// So many numbers: the fields between state and start time are 18.
    private static func fields(_ count: Int) -> String {
        (0...count).map(String.init).joined(separator: " ")
    }
}
