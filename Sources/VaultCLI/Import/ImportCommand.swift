import APIClient
import ArgumentParser
import PlaintextCredentials
import SystemPackage
import Vault

struct ImportCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take access keys that lie about in plain text into the vault.",
        discussion: """
            Looks at ~/.osc/config.json and its copies, ~/.osc_sdk, and .env and terraform.tfstate in the current \
            folder, or at the files you name. Shows what it found and asks. Then it offers to rotate each key, and to \
            take the secrets out of the files. Examples: vault import --dry-run; vault import --rotate --scrub
            """)

    @Argument(help: "Files with access keys; without one, the usual places.", completion: .file())
    var paths: [String] = []
    @Flag(help: "Show what was found and what would be done. Nothing is changed.") var dryRun =
        false
    @Flag(help: "Rotate each imported key: what lay on a disk may have been copied.") var rotate =
        false
    @Flag(help: "Take the secrets out of the files. Everything else in them stays.") var scrub =
        false
    @Flag(help: "Ask OUTSCALE nothing.") var noVerify = false
    @Option(help: "The region of keys whose file names none; without it eu-west-2.")
    var region: String?
    @Flag(help: "Take http:// endpoints on this machine.") var allowInsecureLoopback = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard !(rotate && noVerify) else {
            throw ValidationError(
                "--rotate asks OUTSCALE, and --no-verify does not. Give one of them.")
        }
    }

    func run(in context: CommandContext) throws {
        let found = try found(context)
        let files = found.map(\.file)
        guard found.contains(where: { !$0.keys.isEmpty }) else { throw nothingFound(in: files) }
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = dryRun ? try opening.unlocked() : try opening.unlocked(changing: lock)
        var plan = ImportPlan(
            region: try region.map { try RegionOption.parse($0, context.console) }.flatMap(
                Region.init),
            allowingInsecureLoopback: allowInsecureLoopback)
        for (file, keys) in found {
            for key in keys { try plan.add(key, in: file, to: vault) }
        }
        let report = ImportReport(context: context, output: output)
        report.tell(plan)
        report.tellPasswords(in: files)
        let strays = report.tellStrays(in: files)
        guard !dryRun else { return report.finish(plan, []) }
        var run = ImportRun(plan: plan, command: self, context: context, report: report)
        try run.store(in: &vault, holding: lock)
        try run.rotate(in: &vault, holding: lock)
        try run.scrub(holding: lock)
        report.finish(plan, run.outcomes)
        try run.requireAllDone(strays: strays)
    }

    /// A file that somebody has named must be understood; one in a usual place that is not, is told and left.
    private func found(
        _ context: CommandContext
    ) throws -> [(file: PlaintextFile, keys: [PlaintextKey])] {
        guard paths.isEmpty else {
            var seen: Set<FilePath> = []
            return try paths.map { try PlaintextFile(reading: Locations.absolute(FilePath($0))) }
                .filter { seen.insert($0.path).inserted }
                .map { (file: $0, keys: try sorted($0.keys())) }
        }
        return try PlaintextPlaces.files(context.environment).compactMap { file in
            do throws(PlaintextFileError) { return (file, sorted(try file.keys())) } catch {
                context.console.note("\(Failure(error).message) It is left as it is.")
                return nil
            }
        }
    }

    /// The file's default profile first: the first one becomes the vault's.
    private func sorted(_ keys: [PlaintextKey]) -> [PlaintextKey] {
        keys.filter { $0.profile == "default" } + keys.filter { $0.profile != "default" }
    }

    private func nothingFound(in files: [PlaintextFile]) -> Failure {
        let place =
            files.isEmpty
            ? "there is no file in the usual places"
            : files.map(\.path.string).joined(separator: ", ") + " holds none"
        return Failure(
            .notFound, "notFound",
            "no access keys were found: \(place). Name a file: vault import PATH.")
    }
}
