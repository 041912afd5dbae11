import ArgumentParser
import Foundation
import SecretMemory
import SystemPackage
import Vault

/// Makes vaults of a chosen size for `make bench`, in seconds where the command line would take days.
@main
struct BenchVaults: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-vaults",
        abstract: "Makes a vault of many keys or events, for make bench.")

    @Argument(help: "A directory; XDG_DATA_HOME is data in it, XDG_STATE_HOME is state.")
    var home: String
    @Option(help: "How many keys, the signing key \"admin\" among them.") var keys = 10
    @Option(help: "How many audit events.") var events = 100
    @Option(help: "A file whose first line is the master password.") var passwordFile: String
    @Option(help: "The access key id of \"admin\".") var adminID: String
    @Option(help: "A file whose first line is the secret of \"admin\".") var adminSecretFile: String

    func run() throws {
        let files = VaultFiles(
            database: FilePath(home + "/data/osc-vault/vault.db"),
            stateDirectory: FilePath(home + "/state/osc-vault"))
        let password = SecretBytes(copying: try Self.line(of: passwordFile))
        try LockedVault.create(
            files, password: password, recoveryCode: nil, parameters: .floor, at: .now)
        var vault = try LockedVault.open(files).unlock(password: password)
        let filling = Filling(
            keyCount: keys, eventCount: events, adminID: adminID,
            adminSecret: try Self.line(of: adminSecretFile))
        try filling.fill(&vault)
    }

    private static func line(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)).prefix { $0 != UInt8(ascii: "\n") })
    }
}
