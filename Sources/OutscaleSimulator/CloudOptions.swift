import ArgumentParser
import Foundation

/// What the cloud is like at the start.
struct CloudOptions: ParsableArguments {
    @Option(help: "Keep the cloud in this file; start from it when it is there.")
    var state: String?

    @Option(help: "Make all ids and secrets a series that this number repeats.")
    var seed: UInt64?

    @Option(help: "Seconds by which the simulator's clock is ahead.")
    var clockOffset = 0

    @Option(help: "A file with the password of root@example.com, instead of correct-horse.")
    var loginPasswordFile: String?

    @Option(name: .customLong("user"), help: "An EIM user who may manage its own keys; repeatable.")
    var users: [String] = []

    @Option(
        name: .customLong("root-key"),
        help: "An access key of the root account, AK:FILE, the secret being in FILE; repeatable.")
    var rootKeys: [String] = []

    @Option(help: "What users made by CreateUser may do: none, own, all.")
    var newUserRights: User.Rights = .none

    @Option(help: "How dates are spelled in answers: +0000, Z, .000Z, +00:00 and others.")
    var dateStyle: DateStyle = .offset

    @Option(
        name: .customLong("model"), help: "What the cloud is like: a model's name, or its JSON.")
    var modelText: String?

    @Option(help: "Draw what the cloud is like at random; the number repeats it.")
    var modelSeed: UInt64?

    func build() throws -> SimulatedCloud {
        var cloud = SimulatedCloud(source: seed.map(RandomSource.seeded) ?? .system)
        cloud.moveClock(to: clockOffset)
        cloud.newUserRights = newUserRights
        cloud.set(\.dateForm, dateStyle)
        if let loginPasswordFile { cloud.account.password = try Self.line(of: loginPasswordFile) }
        for name in users { _ = cloud.addUser(name, rights: .own) }
        for pair in rootKeys { try addRootKey(pair, to: &cloud) }
        return cloud
    }

    private func addRootKey(_ pair: String, to cloud: inout SimulatedCloud) throws {
        guard let colon = pair.firstIndex(of: ":") else {
            throw ValidationError("--root-key takes AK:FILE")
        }
        var key = cloud.addKey(owner: nil)
        key.id = String(pair[..<colon])
        key.secret = try Self.line(of: String(pair[pair.index(after: colon)...]))
        guard Self.isName(key.id, 20), Self.isName(key.secret, 40) else {
            throw ValidationError("an access key has 20, its secret 40 of A-Z and 0-9")
        }
        cloud.keys[cloud.keys.count - 1] = key
    }

    private static func isName(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }

    /// The file without the line feed at its end.
    private static func line(of path: String) throws -> String {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

extension User.Rights: ExpressibleByArgument {}
extension DateStyle: ExpressibleByArgument {}
