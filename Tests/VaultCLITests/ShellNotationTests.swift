import Foundation
import Testing
import VaultTestSupport

@testable import VaultCLI

@Suite("Variables as real shells and tools read them")
struct ShellNotationTests {
    /// How the documentation says that each shell takes the text, here from a file.
    private static let recipes: [(ShellDialect, String, [String])] = [
        (.sh, "eval \"$(cat \"$TEXT\")\"", ["sh", "-c"]),
        (.sh, "eval \"$(cat \"$TEXT\")\"", ["dash", "-c"]),
        (.sh, "eval \"$(cat \"$TEXT\")\"", ["bash", "-c"]),
        (.sh, "eval \"$(cat \"$TEXT\")\"", ["bash", "-i", "-c"]),
        (.sh, "eval \"$(cat \"$TEXT\")\"", ["zsh", "-f", "-c"]),
        (.sh, "eval \"$(cat \"$TEXT\")\"", ["zsh", "-f", "-o", "rcquotes", "-c"]),
        (.fish, "cat $TEXT | source", ["fish", "-c"]),
        (.csh, "eval \"`cat $TEXT`\"", ["tcsh", "-f", "-c"]),
        (
            .powershell, "cat $Env:TEXT | Out-String | Invoke-Expression",
            ["pwsh", "-NoProfile", "-c"]
        ),
    ]

    @Test(arguments: recipes)
    func `every value survives the real shell, and what was inherited is gone`(
        dialect: ShellDialect, recipe: String, shell: [String]
    ) throws {
        guard ChildProcess.exists(shell[0]) else {
            print("skipped: there is no \(shell[0]) here")
            return
        }
        let values = NastyValues.writable(dialect.notation)
        // PowerShell alone refuses some, and can't keep an empty variable.
        #expect(dialect == .powershell || values == NastyValues.all)
        let file = try TemporaryText(
            try NastyValues.text(dialect.notation, values, removed: ["OSC_PROFILE", "NOT_SET"]))
        let names = values.indices.map { "V\($0)" }.joined(separator: " ")
        for locale in ["C", "C.UTF-8"] {
            let finished = try Child(
                shell[0], shell.dropFirst() + [recipe + "\nenv printenv -0 OSC_PROFILE \(names)"],
                environment: [
                    "PATH": "/usr/bin:/bin", "OSC_PROFILE": "old", "HOME": "/", "TEXT": file.path,
                    "LC_ALL": locale,
                ]
            ).finish()
            let read = finished.output.components(separatedBy: "\0").dropLast()
            #expect(read == values[...], "\(finished.errors)")
        }
    }

    /// systemd's own parser, as the generator for environment.d runs it. That one expands `$` afterwards,
    /// which EnvironmentFile= does not do: `$$` keeps it.
    @Test func `every value survives systemd's parser`() throws {
        let generator =
            "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator"
        guard FileManager.default.isExecutableFile(atPath: generator) else {
            print("skipped: there is no systemd here")
            return
        }
        let values = NastyValues.writable(SystemdNotation())
        let text = try NastyValues.text(SystemdNotation(), values)
        let home = try TemporaryText(
            text.replacingOccurrences(of: "\\$", with: "\\$\\$"), at: "environment.d/a.conf")
        let finished = try Child(generator, [], environment: ["XDG_CONFIG_HOME": home.folder])
            .finish()
        let read = Dictionary(
            finished.output.split(separator: "\n").compactMap { line -> (String, String)? in
                let parts = line.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), unquoted(String(parts[1]))) : nil
            }, uniquingKeysWith: { $1 })
        for (index, value) in values.enumerated() {
            // environment.d leaves out what is empty.
            #expect(read["V\(index)", default: ""] == value)
        }
        #expect(values.count > 30)
    }

    /// As systemd quotes what it prints.
    private func unquoted(_ text: String) -> String {
        guard text.first == "\"" else { return text }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            switch (isEscaped, character) {
            case (false, "\\"): isEscaped = true
            case (true, "n"): (result, isEscaped) = (result + "\n", false)
            case (true, "t"): (result, isEscaped) = (result + "\t", false)
            default: (result, isEscaped) = (result + String(character), false)
            }
        }
        return result
    }
}

/// A file of a test, removed with the value.
final class TemporaryText {
    let folder: String
    let path: String

    init(_ text: String, at name: String = "text") throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "text-\(UUID())")
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        (folder, path) = (root.path, file.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
