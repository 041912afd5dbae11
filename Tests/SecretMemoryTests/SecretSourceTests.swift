import Foundation
import KernelText
import SecretMemory
import SystemPackage
import Testing

@Suite("Where a secret comes from")
final class SecretSourceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "source-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func file(_ content: [UInt8], mode: Int = 0o600) -> FilePath {
        let path = folder.appending(path: "secret-\(UUID())").path
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(content), attributes: [.posixPermissions: mode])
        return FilePath(path)
    }

    private func failure(_ source: SecretSource, limit: Int = 1024) -> SecretInputError? {
        do throws(SecretInputError) {
            _ = try source.read(limit: limit)
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("plain", "plain"), ("one line\n", "one line"), ("two\n\n", "two\n"), ("a\nb", "a\nb"),
        ("windows\r\n", "windows\r"), (" blanks ", " blanks "),
        ("nul\u{0}inside", "nul\u{0}inside"),
    ])
    func `one newline at the end is dropped and nothing else is touched`(
        content: String, secret: String
    ) throws {
        let read = try SecretSource.file(file(Array(content.utf8))).read()
        #expect(read.revealed == Array(secret.utf8))
    }

    @Test func `what is too long is refused, never cut`() throws {
        let exact = file([UInt8](repeating: 65, count: 16) + [10])
        #expect(try SecretSource.file(exact).read(limit: 16).count == 16)
        let longer = file([UInt8](repeating: 65, count: 17))
        #expect(failure(.file(longer), limit: 16) == .tooLong(limit: 16))
        let much = file([UInt8](repeating: 65, count: 100_000))
        #expect(failure(.file(much), limit: 16) == .tooLong(limit: 16))
    }

    @Test(arguments: [[], [10]] as [[UInt8]])
    func `nothing is no secret`(content: [UInt8]) {
        #expect(failure(.file(file(content))) == .empty)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o444, 0o450])
    func `a file that others may touch is refused`(mode: Int) {
        let path = file(Array("secret".utf8), mode: mode)
        #expect(
            failure(.file(path))
                == .unsafeFile(path: path.string, reason: "others may read it; chmod 600 it"))
    }

    /// As Kubernetes mounts it: a link to a file behind a link to a folder, which is swapped as a whole.
    @Test(arguments: [0o600, 0o400, 0o440])
    func `a mounted secret is read through its links`(mode: Int) throws {
        let mount = folder.appending(path: "mount").path
        try FileManager.default.createDirectory(
            atPath: mount + "/..2026", withIntermediateDirectories: true)
        chmod(mount, 0o1777)
        rename(file(Array("sesame".utf8), mode: mode).string, mount + "/..2026/password")
        symlink("..2026", mount + "/..data")
        symlink("..data/password", mount + "/password")
        #expect(
            try SecretSource.file(FilePath(mount + "/password")).read().revealed
                == Array("sesame".utf8))
        // Without the sticky bit, anybody could put another link there.
        chmod(mount, 0o777)
        #expect(
            failure(.file(FilePath(mount + "/password")))
                == .unsafeFile(
                    path: mount + "/password",
                    reason: "the link \(mount)/password is where others may change it"))
    }

    @Test func `a descriptor is read by its name, whatever it is`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(write(ends[1], "sesame\n", 7) == 7)
        close(ends[1])
        defer { close(ends[0]) }
        #expect(
            try SecretSource.file(FilePath("/dev/fd/\(ends[0])")).read().revealed
                == Array("sesame".utf8))
    }

    @Test func `a circle of links, a folder, a pipe and a missing file are refused`() throws {
        let link = folder.appending(path: "link").path
        symlink("link", link)
        #expect(
            failure(.file(FilePath(link)))
                == .unreadable(source: link, reason: "Too many levels of symbolic links"))
        #expect(
            failure(.file(FilePath(folder.path)))
                == .unsafeFile(path: folder.path, reason: "it is no regular file"))
        let pipe = folder.appending(path: "pipe").path
        mkfifo(pipe, 0o600)
        #expect(
            failure(.file(FilePath(pipe)))
                == .unsafeFile(path: pipe, reason: "it is no regular file"))
        let missing = folder.appending(path: "missing").path
        #expect(
            failure(.file(FilePath(missing)))
                == .unreadable(source: missing, reason: "No such file or directory"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `another user's file is refused`() {
        let path = file([65])
        chown(path.string, 65534, 65534)
        #expect(
            failure(.file(path))
                == .unsafeFile(path: path.string, reason: "it belongs to somebody else"))
    }

    @Test func `a descriptor that is not open is refused`() {
        #expect(
            failure(.descriptor(2_000_000_000))
                == .unreadable(source: "descriptor 2000000000", reason: "Bad file descriptor"))
    }

    @Test func `a command's output is the secret, and no shell looks at its words`() throws {
        let read = try SecretSource.command(["printf", "%s", "$HOME;`id`"]).read()
        #expect(read.revealed == Array("$HOME;`id`".utf8))
    }

    @Test(arguments: [
        (["false"], SecretInputError.commandFailed(program: "false", status: 1)),
        (["sh", "-c", "echo half; exit 3"], .commandFailed(program: "sh", status: 3)),
        (["sh", "-c", "kill -9 $$"], .commandFailed(program: "sh", status: 137)),
        (["true"], .empty),
        ([], .unreadable(source: "the password command", reason: "it is empty")),
        (
            ["/no/such/program"],
            .unreadable(
                source: "the command '/no/such/program'", reason: "No such file or directory")
        ),
    ])
    func `a command that fails gives no secret`(words: [String], error: SecretInputError) {
        #expect(failure(.command(words.map { CText($0) })) == error)
    }

    @Test func `a command that never stops talking is refused`() {
        let error = failure(.command(["sh", "-c", "yes | head -c 100000"]), limit: 16)
        #expect(error == .tooLong(limit: 16) || error == .commandFailed(program: "sh", status: 141))
    }
}
