import FoundationEssentials
import PlaintextCredentials
import SecretMemory
import SystemPackage

/// Secrets that lie around in plain text. No line of what is told has any of them.
struct PlaintextChecks: ~Copyable {
    private let environment: [String: String]
    private let secrets: SecretsOnLoan
    private let home: FilePath?

    /// The search ends after so many seconds.
    private static let patience = 5.0

    init(_ environment: [String: String], knownSecrets: consuming SecretsOnLoan) {
        self.environment = environment
        secrets = knownSecrets
        home = environment.path("HOME")
    }

    var all: [Diagnosis] { variables + files }

    private static let names = [
        "OSC_SECRET_KEY", "OSC_SECRET_KEY_V2", "OSC_PASSWORD", "OUTSCALE_SECRETKEYID",
        "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY",
    ]

    private var variables: [Diagnosis] {
        let isSession = !environment["OSC_VAULT_SHELL", default: ""].isEmpty
        let set = Self.names.filter { !environment[$0, default: ""].isEmpty }
        guard !set.isEmpty else {
            return [.ok("environment", "No credential stands in this shell's variables.")]
        }
        if isSession {
            return [.ok("environment", "This is a 'vault shell', which has a key's variables.")]
        }
        return [
            .warning(
                "environment",
                "This shell has \(set.joined(separator: ", ")), and so has every program that it starts.",
                cure: "Unset them, and use 'vault exec'.")
        ]
    }

    private var files: [Diagnosis] {
        let folder = Locations.absolute("")
        let loose = LooseFiles(environment, below: folder)
        var found: [Diagnosis] = []
        var (seen, read, left) = (Set<FilePath>(), 0, [FilePath]())
        let end = Date().addingTimeInterval(Self.patience)
        for path in loose.paths where Date() < end {
            do throws(PlaintextFileError) {
                let file = try PlaintextFile(reading: path)
                guard seen.insert(file.path).inserted else { continue }
                read += 1
                if let diagnosis = diagnosis(of: file) { found.append(diagnosis) }
            } catch {
                if case .missing = error { continue }
                left.append(path)
            }
        }
        let isWhole = !loose.isCut && Date() < end
        let known =
            secrets.traces.count > 0
            ? ""
            : " Without the vault's secrets to compare with, only what looks like a key is found."
        if found.isEmpty {
            found.append(.ok("plaintext", "No secret in \(counted(read, "file")).\(known)"))
        }
        if !left.isEmpty { found.append(unread(left)) }
        if !isWhole {
            found.append(
                .skipped(
                    "plaintext", "Not all files were looked at: there are too many.",
                    cure: "Run it in a smaller folder."))
        }
        return found
    }

    private func unread(_ paths: [FilePath]) -> Diagnosis {
        let named = paths.prefix(3).map { ShownPath($0, home: home).text }.joined(separator: ", ")
        let more = paths.count > 3 ? " and \(counted(paths.count - 3, "more file"))" : ""
        return .skipped(
            "plaintext", "Not looked at, since unreadable or too large: \(named)\(more).",
            cure: "Make them readable for you, then run 'vault doctor' again.")
    }

    private func diagnosis(of file: PlaintextFile) -> Diagnosis? {
        let traces = secrets.traces.search(file)
        let path = ShownPath(file.path, home: home)
        // Whether 'import' understands it.
        let hasImport = !((try? file.keys()) ?? []).isEmpty
        if !traces.names.isEmpty {
            let names = traces.names.sorted().prefix(3)
            let removal = hasImport ? "vault import --scrub \(path.word)" : "by hand"
            return .problem(
                "plaintext",
                "\(path.text) has the secret of \(names.joined(separator: ", ")) in plain text.",
                cure:
                    "Take it out (\(removal)), then run 'vault rotate \(names.joined(separator: " "))', "
                    + "since old copies can't be erased.")
        }
        guard hasImport || traces.hasUnknown else { return nil }
        return .warning(
            "plaintext", "\(path.text) has what looks like a secret key.",
            cure: hasImport
                ? "Run: vault import \(path.word)" : "Take it out by hand, and rotate that key.")
    }
}
