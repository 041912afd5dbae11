import APIClient
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// The variables that a command gets: the complete set, after everything inherited is removed.
struct SessionVariables {
    let facts: SessionFacts
    /// Names and values without a secret in them.
    private(set) var plain: [(name: String, value: CText)]
    /// The names that carry the secret.
    private(set) var secretNames: [String]
    /// The names whose value is the path of a file.
    private let fileNames: Set<String>

    init(
        _ key: KeyRecord, profile: Profile, client: ProfileClient, aws: Bool, prefix: String,
        emptyConfig: FilePath
    ) {
        facts = SessionFacts(key, profile: profile, client: client)
        var plain: [(String, String)] = [
            (prefix + "ACCESS_KEY", key.accessKeyID), (prefix + "REGION", profile.region),
        ]
        if let endpoint = facts.endpoint { plain.append((prefix + "ENDPOINT_API", endpoint)) }
        var files = [(String, CText)]()
        if let certificate = facts.certificate, let key = facts.certificateKey {
            files += [
                (prefix + "X509_CLIENT_CERT", CText(certificate)),
                (prefix + "X509_CLIENT_KEY", CText(key)),
            ]
        }
        var secretNames = [prefix + "SECRET_KEY"]
        if aws {
            plain += [
                ("AWS_ACCESS_KEY_ID", key.accessKeyID), ("AWS_DEFAULT_REGION", profile.region),
                ("AWS_REGION", profile.region),
            ]
            secretNames.append("AWS_SECRET_ACCESS_KEY")
        }
        // Some tools let a default profile in the user's file beat the environment.
        files += ["OSC_CONFIG_FILE", "OSC_CONFIG_PATH"].map {
            ($0, CText(bytes: emptyConfig.bytes))
        }
        fileNames = Set(files.map(\.0))
        self.plain = plain.map { (name: $0.0, value: CText($0.1)) }
        self.plain += files.map { (name: $0.0, value: $0.1) }
        if let expiry = key.expiresAt {
            self.plain.append((name: "OSC_VAULT_EXPIRES", value: CText(UTCDate.iso(expiry))))
        }
        self.secretNames = secretNames
    }

    /// For another place, where this machine's files do not lie.
    var elsewhere: SessionVariables {
        var copy = self
        copy.plain.removeAll { fileNames.contains($0.name) }
        return copy
    }

    /// For a command that gets the key another way: nothing of the key itself.
    var withoutKey: SessionVariables {
        var copy = self
        let id = CText(facts.accessKeyID)
        copy.plain.removeAll { $0.value == id }
        copy.secretNames = []
        return copy
    }

    /// The inherited environment without any credential, every duplicate of a name included.
    static func cleaned(_ inherited: [CText]) -> [CText] {
        inherited.filter { !inheritedCredentials.contains($0.name) }
    }

    /// The whole environment but for the secrets: what is inherited and no credential, and these variables.
    func entries(replacing inherited: [CText]) -> [CText] {
        let own = Set(plain.map(\.name) + secretNames)
        return Self.cleaned(inherited).filter { !own.contains($0.name) }
            + plain.map { CText("\($0.name)=").adding($0.value) }
    }

    /// What a command gets of this process's environment, and of the key.
    /// - Parameter mark: one more entry, which tells the session itself.
    func environment(
        secret: borrowing SecretBytes, mark: String? = nil
    ) throws -> CommandEnvironment {
        try requireNoZeroByte(in: secret)
        return CommandEnvironment(
            plain: entries(replacing: Inherited.environment) + (mark.map { [CText($0)] } ?? []),
            secretNames: secretNames, secret: secret)
    }

    /// A variable ends at a zero byte: the command would get another secret than the vault holds.
    private func requireNoZeroByte(in secret: borrowing SecretBytes) throws {
        guard secret.withBytes({ $0.contains { $0 == 0 } }) else { return }
        throw Failure(
            .setting, "secret",
            "the secret of '\(facts.keyName)' has a zero byte, which no variable can hold. "
                + "Nothing was run.")
    }

    /// What may carry a credential, or point to one, in any tool for OUTSCALE; and the ways by which a command could ask
    /// vault for more keys than its own.
    static let inheritedCredentials: Set<String> = [
        "OSC_ACCESS_KEY", "OSC_SECRET_KEY", "OSC_REGION", "OSC_PROFILE", "OSC_LOGIN",
        "OSC_PASSWORD",
        "OSC_ACCESS_KEY_V2", "OSC_SECRET_KEY_V2", "OSC_IAM_V2_SERVICES", "OSC_AUTH_METHOD",
        "OSC_SESSION_TOKEN", "OSC_ENDPOINT_API", "OSC_CONFIG_FILE", "OSC_CONFIG_PATH",
        "OSC_X509_CLIENT_CERT", "OSC_X509_CLIENT_KEY", "OSC_X509_CLIENT_CERT_B64",
        "OSC_X509_CLIENT_KEY_B64", "OSC_VAULT_EXPIRES", "OSC_VAULT_SHELL",
        "OSC_VAULT_PASSWORD_COMMAND", "OSC_VAULT_MEMBER_FILE", "OSC_VAULT_SOCKET",
        "OUTSCALE_ACCESSKEYID",
        "OUTSCALE_SECRETKEYID", "OUTSCALE_REGION", "OUTSCALE_OAPI_URL", "OUTSCALE_X509CERT",
        "OUTSCALE_X509KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_ACCESS_KEY", "AWS_SECRET_KEY",
        "AWS_SECURITY_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION",
        "AWS_DEFAULT_REGION", "AWS_CREDENTIAL_EXPIRATION", "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    ]
}
