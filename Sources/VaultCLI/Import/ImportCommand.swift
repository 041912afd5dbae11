import APIClient
import ArgumentParser
import KernelText
import PlaintextCredentials
import SystemPackage
import Vault

struct ImportCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take access keys that lie about in plain text into the vault.",
        discussion: """
            Looks at ~/.osc/config.json and its copies, ~/.osc_sdk, .env and terraform.tfstate in the current \
            folder, and the environment (OSC_ACCESS_KEY and OSC_SECRET_KEY), or at the files you name. Shows what it found and asks. Then it offers to rotate each key, and to \
            take the secrets out of the files. Examples: vault import --dry-run; vault import --rotate --scrub
            """)

    @Argument(help: "Files with access keys; without one, the usual places.", completion: .file())
    var paths: [FilePath] = []
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
        let (found, unread) = try found(context)
        let files = found.map(\.file)
        let report = ImportReport(context: context, output: output)
        if !dryRun { removeLeftovers(of: files, context) }
        guard found.contains(where: { !$0.keys.isEmpty }) else {
            return try finishWithoutKeys(files, unread, report, context)
        }
        var plan = ImportPlan(
            region: try region.map { try RegionOption.parse($0, context.console) }.flatMap(
                Region.init),
            allowingInsecureLoopback: allowInsecureLoopback, isOffline: noVerify)
        let opening = opening(context)
        guard !dryRun else {
            try preview(found, &plan, opening, context)
            report.tell(plan)
            report.tellForgotten(plan)
            report.tellPasswords(in: files)
            _ = report.tellStrays(in: files)
            report.tellFurther(plan, noVerify: noVerify)
            return report.finish(plan, [])
        }
        let lock = try opening.lock()
        var vault = try opening.unlocked(changing: lock)
        for (file, keys) in found {
            for key in keys { try plan.add(key, in: file, to: vault) }
        }
        report.tell(plan)
        report.tellForgotten(plan)
        report.tellPasswords(in: files)
        let strays = report.tellStrays(in: files) + unread
        var run = ImportRun(plan: plan, command: self, context: context, report: report)
        try run.store(in: &vault, holding: lock)
        try run.rotate(in: &vault, holding: lock)
        try run.scrub(holding: lock)
        report.finish(plan, run.outcomes)
        try run.requireAllDone(strays: strays)
    }

    /// Looks into the vault if that costs no question and no write: what is to be shown is shown all the same.
    private func preview(
        _ found: [(file: PlaintextFile, keys: [PlaintextKey])], _ plan: inout ImportPlan,
        _ opening: VaultOpening, _ context: CommandContext
    ) throws {
        guard let obstacle = obstacle(opening, context) else {
            let vault = try opening.unlocked()
            for (file, keys) in found {
                for key in keys { try plan.add(key, in: file, to: vault) }
            }
            return
        }
        context.console.note(
            "\(obstacle), so what it has already is not known here: keys that it holds are shown as if they were new."
        )
        for (file, keys) in found {
            for key in keys { try plan.addUnseen(key, in: file) }
        }
    }

    /// Why nobody can look into the vault; `nil` where somebody can, or can be asked.
    private func obstacle(_ opening: VaultOpening, _ context: CommandContext) -> String? {
        let isHeld: Bool
        do { isHeld = try self.isHeld(opening, context) } catch {
            guard Failure.of(error)?.status == .notFound else { return nil }
            return "there is no vault yet"
        }
        guard !global.namesPassword(context.environment), !ControllingTerminal.isPresent, !isHeld
        else { return nil }
        return "the vault is locked"
    }

    /// Whether an unlocked agent opens the vault.
    private func isHeld(_ opening: VaultOpening, _ context: CommandContext) throws -> Bool {
        let access = AgentAccess(options: global, context: context, isObserver: true)
        if let team = opening.team {
            return access.heldIdentity(for: try TeamOpening(opening, team).locked()) != nil
        }
        let locked = try opening.locked()
        return access.heldKey(for: locked.slots, at: locked.files) != nil
    }

    private func removeLeftovers(of files: [PlaintextFile], _ context: CommandContext) {
        for path in files.flatMap({ $0.removeLeftovers() }) {
            context.console.note("removed \(path), which an import that was killed had left.")
        }
    }

    /// Files that are there and hold no keys have been imported and scrubbed before.
    private func finishWithoutKeys(
        _ files: [PlaintextFile], _ unread: [String], _ report: ImportReport,
        _ context: CommandContext
    ) throws {
        guard !files.isEmpty || !unread.isEmpty else { throw nothingFound }
        report.tellPasswords(in: files)
        let strays = report.tellStrays(in: files) + unread
        let plan = ImportPlan(region: nil, allowingInsecureLoopback: false)
        let places = files.map(\.path.text).joined(separator: ", ")
        if output == .text {
            context.console.sentence(
                strays.isEmpty
                    ? "Nothing left to import: no access keys in \(places)."
                    : "Nothing was imported: no access key was found that is understood.")
        }
        report.finish(plan, [])
        guard !dryRun else { return }
        try ImportRun(plan: plan, command: self, context: context, report: report)
            .requireAllDone(strays: strays)
    }

    /// A file that somebody has named must be understood; one in a usual place that is not, is told and left.
    ///
    /// - Returns: the files that are understood, and the paths of those that are not, and have a secret.
    private func found(
        _ context: CommandContext
    ) throws -> ([(file: PlaintextFile, keys: [PlaintextKey])], unread: [String]) {
        guard paths.isEmpty else {
            var seen: Set<FilePath> = []
            let files = try paths.map { try PlaintextFile(reading: Locations.absolute($0)) }
                .filter { seen.insert($0.path).inserted }
            return (try files.map { (file: $0, keys: try sorted($0.keys())) }, [])
        }
        var unread: [String] = []
        let files: [(file: PlaintextFile, keys: [PlaintextKey])] = try PlaintextPlaces.files(
            context.environment
        ).compactMap { file in
            do throws(PlaintextFileError) { return (file, sorted(try file.keys())) } catch {
                context.console.note("\(Failure(error).message) It is left as it is.")
                if file.mentionsSecretKey { unread.append("those in \(file.path)") }
                return nil
            }
        }
        return (files, unread)
    }

    /// The file's default profile first: the first one becomes the vault's.
    private func sorted(_ keys: [PlaintextKey]) -> [PlaintextKey] {
        keys.filter { $0.profile == "default" } + keys.filter { $0.profile != "default" }
    }

    private var nothingFound: Failure {
        Failure(
            .notFound, "notFound",
            "no access keys were found: there is no file in the usual places, and none in the environment. Name a file: "
                + "vault import PATH.")
    }
}
