import Foundation
import Testing
import VaultTestSupport

/// As under cron and after su, which leave the variable out.
@Suite("Without a usable XDG_RUNTIME_DIR")
struct RuntimeDirectoryTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
    }

    /// Runs a line where /run is empty but for this user's directory; what it starts ends with it.
    private func run(_ line: String, mode: String) throws -> Finished? {
        let within = ["--map-root-user", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c"]
        let prepared = "mount -t tmpfs none /run && mkdir -p -m \(mode) /run/user/$(id -u)"
        var environment = home.environment
        environment["XDG_RUNTIME_DIR"] = nil
        let probe = try Child("unshare", within + [prepared], environment: environment).finish()
        guard probe.status == 0 else {
            print("skipped: there is no namespace here")
            return nil
        }
        return try Child(
            "unshare", within + ["\(prepared) && \(line)"], environment: environment
        ).finish()
    }

    private var line: String {
        """
        vault=\(BuiltProducts.vault)
        $vault unlock --password-file '\(home.path("password"))' >/dev/null; echo "unlock $?"
        $vault list >/dev/null; echo "list $?"; ls /run/user/*
        """
    }

    @Test func `the agent is found in the user's own directory below /run`() throws {
        guard let finished = try run(line, mode: "700") else { return }
        #expect(finished.output == "unlock 0\nlist 0\nosc-vault\n", "\(finished.errors)")
    }

    @Test(arguments: ["755", "770"])
    func `a directory that others can enter is not used, and that is told`(mode: String) throws {
        guard let finished = try run(line, mode: mode) else { return }
        #expect(finished.output == "unlock 78\nlist 77\n", "\(finished.errors)")
        #expect(finished.errors.contains("XDG_RUNTIME_DIR is not set"))
    }

    @Test(arguments: [("700", "unlock 0\nlist 0\nosc-vault\n"), ("755", "unlock 78\nlist 77\n")])
    func `a variable that names a directory of everybody's counts for nothing`(
        mode: String, output: String
    ) throws {
        let shared = "export XDG_RUNTIME_DIR=/tmp\n"
        guard let finished = try run(shared + line, mode: mode) else { return }
        #expect(finished.output == output, "\(finished.errors)")
        let word = "XDG_RUNTIME_DIR is /tmp, which is no directory of yours alone (mode 700)"
        #expect(finished.errors.contains(word) == (mode == "755"))
    }
}
