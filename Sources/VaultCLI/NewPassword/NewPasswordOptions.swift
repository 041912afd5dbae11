import ArgumentParser
import SecretMemory
import SystemPackage

/// Where a new master password comes from; the terminal, where nothing is said.
struct NewPasswordOptions: ParsableArguments {
    @Option(
        name: .customLong("new-password-fd"), help: "Read the new password from this descriptor.")
    var newPasswordDescriptor: Int32?
    @Option(help: "Read the new password from this private file.")
    var newPasswordFile: FilePath?
    @Flag(help: "Make six random words the new password, and show them once.")
    var generate = false

    func validate() throws {
        let sources = [generate, newPasswordDescriptor != nil, newPasswordFile != nil]
        guard sources.count(where: { $0 }) < 2 else {
            throw ValidationError(
                "the new password comes from one place: give one of --generate, --new-password-fd and "
                    + "--new-password-file.")
        }
    }

    var isGiven: Bool { generate || newPasswordDescriptor != nil || newPasswordFile != nil }

    /// A weak one is told, and wants a second yes.
    ///
    /// - Parameters:
    ///   - fallback: where it comes from without an option; the terminal asks twice.
    ///   - kind: what it is called: "master password".
    ///   - undone: what is the case if there is none: "Nothing was created."
    func read(
        orElse fallback: SecretSource = .terminal(prompt: ""), as kind: String = "master password",
        undone: String, _ options: GlobalOptions, _ context: CommandContext
    ) throws -> SecretBytes {
        guard !generate else { return try generated(kind, undone, context) }
        let password = try chosen(fallback, kind, undone)
        try tell(PasswordOddity(of: password), undone, context)
        if let weakness = PasswordWeakness(of: password) {
            try confirm(weakness, undone, options, context)
        }
        return password
    }

    /// What nobody can type would lock its owner out at the next terminal.
    private func tell(_ oddity: PasswordOddity?, _ undone: String, _ context: CommandContext) throws
    {
        guard let oddity else { return }
        guard !oddity.isUntypeable else {
            throw Failure(
                .usage, "password", "the new password \(oddity.warning). \(undone) Take it out.")
        }
        context.console.note("the new password \(oddity.warning).")
    }

    private func chosen(_ fallback: SecretSource, _ kind: String, _ undone: String) throws
        -> SecretBytes
    {
        if let newPasswordDescriptor {
            return try SecretSource.descriptor(newPasswordDescriptor).read()
        }
        if let newPasswordFile {
            return try SecretSource.file(Locations.absolute(newPasswordFile)).read()
        }
        guard case .terminal = fallback else { return try fallback.read() }
        let first = try SecretSource.terminal(prompt: "New \(kind): ").read()
        let second = try SecretSource.terminal(prompt: "The same again: ").read()
        guard first.isEqual(to: second) else {
            throw Failure(
                .usage, "usage", "the two passwords differ. \(undone) Try again.")
        }
        return first
    }

    private func generated(
        _ kind: String, _ undone: String, _ context: CommandContext
    ) throws -> SecretBytes {
        if let obstacle = SecretOnTerminal.obstacle(to: "the new password", context) {
            throw Failure.usage("\(obstacle) \(undone)")
        }
        let phrase = Passphrase.random()
        try SecretOnTerminal.show(
            phrase, heading: "New \(kind), shown once. Write it down until you know it:")
        return phrase
    }

    private func confirm(
        _ weakness: PasswordWeakness, _ undone: String, _ options: GlobalOptions,
        _ context: CommandContext
    ) throws {
        let finding = "the new password is weak: \(weakness.reason)"
        guard !options.yes else { return context.console.note("\(finding).") }
        do {
            try Confirmation.require(
                "Note: \(finding). Whoever gets the vault's file can try as long as they like. "
                    + "Use it all the same?", options: options)
        } catch let failure as Failure where failure.kind == "confirmation" {
            throw Failure(
                .notPermitted, "password",
                "\(finding). \(undone) Choose a longer one, or give -y if you want it all the same."
            )
        }
    }
}
