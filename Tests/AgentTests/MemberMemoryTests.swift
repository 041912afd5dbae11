import CSodium
import Foundation
import Glibc
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Agent
@testable import Vault

/// What root finds of a team's member in the agent's memory.
@Suite(
    "The memory of an agent that holds a member",
    .enabled(if: geteuid() == 0, "reading it takes root")
)
struct MemberMemoryTests {
    private let team: HeldTeam
    private let folder: URL
    private let agent: ChildProcess
    private let socket: AgentSocket
    private let process: pid_t

    init() throws {
        team = try HeldTeam()
        folder = FileManager.default.temporaryDirectory.appending(path: "member-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = folder.appending(path: "run/s").path
        let place = AgentSocket(.init(path))
        socket = place
        agent = try ChildProcess(
            [BuiltProducts.vault, "agent", "--socket", path],
            output: folder.appending(path: "errors").path)
        eventually { (try? AgentClient(place)) != nil }
        process = try #require(try AgentClient(place).serverProcess)
    }

    /// Has the agent unlocked, and asks it for all that a member's keys do.
    private func use() throws -> AgentClient {
        let client = try AgentClient(socket)
        try client.unlock(
            MemberUnlockRequest(bytes(HeldTeam.password), opening: team.file, lifetime: .standard))
        let alice = AgentIdentity(try client.member(), through: client)
        let key = try alice.vaultKey(in: team.slot, keyID: team.key.keyID)
        _ = try alice.signature(of: team.manifest(after: team.shown()))
        _ = try alice.signature(of: team.event(1, after: nil))
        let context = SealingContext.secret(.random(), generation: 1)
        let box = try bytes("secret").withBytes { try key.seal($0, under: context, type: 2) }
        #expect(text(try key.open(box, under: context, type: 2)) == "secret")
        return client
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 64)
        _ = unsafe crypto_hash_sha512(&digest, bytes, UInt64(bytes.count))
        return digest
    }

    /// The seeds of both pairs, and what libsodium makes of them while it works.
    private struct Halves {
        let signing: [UInt8]
        let receiving: [UInt8]
        let others: [[UInt8]]
    }

    private func halves() throws -> Halves {
        let seed = SecretBytes(copying: team.seed)
        let signing = array(Subkey.derive(1, "VltMembr", from: seed))
        let receivingSeed = array(Subkey.derive(2, "VltMembr", from: seed))
        let receiving = Array(Self.hash(receivingSeed).prefix(32))
        let slot = try Slot(reading: Array(team.file.bytes.dropFirst(12).prefix(168)))
        let root = try Slot.root(
            password: bytes(HeldTeam.password), salt: slot.salt, try #require(slot.parameters))
        let fileKey = try slot.open(root: root)
        guard let opened = team.keys.receiving.open(team.slot.box) else {
            throw MalformedMessage()
        }
        return Halves(
            signing: signing, receiving: receiving,
            others: [
                Array(HeldTeam.password.utf8), array(root), array(fileKey),
                array(Subkey.derive(3, "VltMembr", from: fileKey)), team.seed, receivingSeed,
                Self.hash(signing), Array(array(opened).prefix(32)),
            ])
    }

    @Test func `has each private half once while it is unlocked, and nothing that made them`()
        throws
    {
        let client = try use()
        let halves = try halves()
        let memory = try ProcessMemory(stopping: process)
        #expect(memory.count(halves.signing) == 1)
        #expect(memory.count(halves.receiving) == 1)
        let others = Fragments(of: halves.others)
        #expect(memory.count(others) == 0, "\(memory.places(of: others))")
        // 32 bytes have 25 pieces of eight, and the public half comes right behind the seed.
        #expect(memory.count(Fragments(of: [halves.signing])) == 25)
        #expect(memory.count(Fragments(of: [halves.receiving])) == 25)
        _ = client
    }

    @Test func `has nothing of them after a lock`() throws {
        try use().lock()
        let halves = try halves()
        let all = Fragments(of: halves.others + [halves.signing, halves.receiving])
        let memory = try ProcessMemory(stopping: process)
        #expect(memory.count(all) == 0, "\(memory.places(of: all))")
    }
}
