import Agent
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// What opens the vault here: what the options name, or what a person types.
struct CredentialSource {
    let options: GlobalOptions
    let environment: [String: String]

    /// - Parameter slots: tell whether a key file opens the vault alone.
    func read(for slots: KeySlots) throws -> Credential {
        var oddity: PasswordOddity?
        return try read(for: slots, after: nil, noting: &oddity)
    }

    /// Reads a credential and tries it. A wrong password that was typed is asked for again, three times in all.
    func tried<Result: ~Copyable>(
        for slots: KeySlots, _ attempt: (consuming Credential) throws -> Result
    ) throws -> Result {
        try Self.trying(isTyped(for: slots) ? Self.tries : 1) { complaint, oddity in
            let credential = try read(for: slots, after: complaint, noting: &oddity)
            Progress.say("opening the vault")
            defer { Progress.say("working") }
            return try attempt(credential)
        }
    }

    /// The same of a member's password, which opens a file of this machine.
    func triedPassword<Result: ~Copyable>(
        _ attempt: (borrowing SecretBytes) throws -> Result
    ) throws -> Result {
        let isTyped = !options.namesMasterPassword(environment)
        return try Self.trying(isTyped ? Self.tries : 1) { complaint, oddity in
            let password = try password(after: complaint, noting: &oddity)
            Progress.say("opening the vault")
            defer { Progress.say("working") }
            return try attempt(password)
        }
    }

    /// A password that only a person can know, asked for in the same way.
    static func typed<Result: ~Copyable>(
        _ prompt: String, _ attempt: (borrowing SecretBytes) throws -> Result
    ) throws -> Result {
        try trying(tries) { complaint, oddity in
            let password = try SecretSource.terminal(prompt: (complaint ?? "") + prompt).read()
            oddity = PasswordOddity(of: password)
            return try attempt(password)
        }
    }

    /// - Parameter once: reads what opens the vault, with a complaint before the question, and notes what is odd about it.
    private static func trying<Result: ~Copyable>(
        _ times: Int, _ once: (String?, inout PasswordOddity?) throws -> Result
    ) throws -> Result {
        var (triesLeft, complaint): (Int, String?) = (times, nil)
        while true {
            var oddity: PasswordOddity?
            do { return try once(complaint, &oddity) } catch let error
                where isWrongPassword(error) || triesLeft > 1 && error.isNothing
            {
                triesLeft -= 1
                guard triesLeft > 0 else { throw Failure.wrongPassword(oddity) ?? error }
                complaint = self.complaint(triesLeft, oddity)
            }
        }
    }

    private static let tries = 3

    private static func complaint(_ triesLeft: Int, _ oddity: PasswordOddity?) -> String {
        let rest = triesLeft == 1 ? "One try left." : "\(triesLeft) tries left."
        return TerminalQuestion.text(
            "That does not open the vault. \(oddity.map { "\($0.sentence) " } ?? "")\(rest)") + "\n"
    }

    private static func isWrongPassword(_ error: any Error) -> Bool {
        error as? VaultError == .wrongPassword || error as? AgentError == .refused(.wrongPassword)
    }

    /// Whether a person types what opens the vault.
    private func isTyped(for slots: KeySlots) -> Bool {
        options.recoveryFile == nil && !options.namesMasterPassword(environment)
            && (options.keyFile == nil || wantsPassword(slots))
    }

    private func read(
        for slots: KeySlots, after complaint: String?, noting oddity: inout PasswordOddity?
    ) throws -> Credential {
        if let path = options.recoveryFile {
            let text = try SecretSource.file(Locations.absolute(path)).read()
            return .recoveryCode(try RecoveryCode(parsing: text))
        }
        guard let path = options.keyFile else {
            return .password(try password(after: complaint, noting: &oddity))
        }
        let file = try Self.keyFile(path)
        guard wantsPassword(slots) else { return .keyFile(file) }
        return .passwordAndKeyFile(.init(try password(after: complaint, noting: &oddity), file))
    }

    /// A slot for both is meant where a password is named too, or where no key file opens the vault alone.
    private func wantsPassword(_ slots: KeySlots) -> Bool {
        slots.contains(.passwordAndKeyFile)
            && (options.namesMasterPassword(environment) || !slots.contains(.keyFile))
    }

    private func password(
        after complaint: String?, noting oddity: inout PasswordOddity?
    ) throws -> SecretBytes {
        let password = try PasswordSource.master(options, environment, after: complaint ?? "")
            .read()
        oddity = PasswordOddity(of: password)
        return password
    }

    static func keyFile(_ path: FilePath) throws -> KeyFile {
        let path = Locations.absolute(path)
        do {
            return try KeyFile(
                SecretSource.readKeyFile(path, limit: KeyFile.byteCount))
        } catch SecretInputError.tooLong {
            throw Failure(
                .notPermitted, "vault",
                "\(path.text) is no key file: it has more than \(KeyFile.byteCount) bytes.")
        }
    }
}

extension Error {
    /// Enter alone was pressed, which is no password.
    fileprivate var isNothing: Bool { self as? SecretInputError == .empty }
}
