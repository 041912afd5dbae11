import APIClient
import ArgumentParser
import KeyLifecycle
import SecretMemory
import Vault

struct AddCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Store an access key that exists already.",
        discussion: "Asks on the terminal for what is missing. Example: vault add ci --user ci-bot",
        aliases: ["insert"])

    @Argument(help: "The key's name in the vault.") var name: String
    @Option(help: "The EIM user who owns the key; if left out, the identity whose key signs.")
    var user: String?
    @Option(help: "The access key's id.") var accessKeyId: String?
    @Option(name: .customLong("secret-fd"), help: "Read the secret key from this descriptor.")
    var secretDescriptor: Int32?
    @Flag(help: "Ask OUTSCALE nothing.") var noVerify = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        let opening = try opening(context).asking()
        let id = try accessKeyID()
        let source =
            secretDescriptor.map { SecretSource.descriptor($0) }
            ?? .terminal(prompt: "Secret key of \(id): ")
        let secret = try source.read()
        let lock = try opening.lock()
        var vault = try opening.unlocked()
        let profile = try Selection.profile(global, vault.contents, context.environment)
        guard try vault.contents.key(named: name) == nil else {
            throw Failure(.nameTaken(.key, name))
        }
        let adding = AddKey(
            name: name, profile: profile, user: user, accessKeyID: id,
            context: try ProfileClients(options: global, context: context)
                .lifecycleContext(of: vault))
        var itself: OutscaleClient?
        var reader: OutscaleClient?
        if !noVerify {
            let reach = try ProfileClient(profile, options: global, context: context)
            itself = reach.client(signingAs: id, secret.prefix(secret.count))
            reader = profile.signingKey == nil ? nil : try reach.signingClient(in: vault)
            try AuditNote.writeSigning(of: profile, for: "add", in: &vault, context)
        }
        let stored = try adding.run(
            secret: secret, signingAsItself: itself, reader: reader, in: &vault, holding: lock)
        let report = IssuedKeyReport(profile: profile, output: output, context: context)
        report.tellStored(stored.key)
        report.tellOutcome(stored)
    }

    private func accessKeyID() throws -> String {
        let text: String
        if let accessKeyId {
            text = accessKeyId
        } else {
            let line: SecretBytes
            do { line = try TerminalPrompt.readLine("Access key id: ") } catch {
                throw Failure(error)
            }
            text = line.withBytes { bytes in
                unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            }
        }
        guard AccessKeyIDOption.isOne(text) else {
            throw Failure.usage(
                "'\(text)' is no access key id: OUTSCALE's have 20 letters and digits.")
        }
        return text
    }
}

/// An access key id as a user, or a file, gives it.
enum AccessKeyIDOption {
    static func isOne(_ text: String) -> Bool {
        (8...128).contains(text.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
