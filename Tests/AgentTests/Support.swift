import Foundation
import SecretMemory
import Synchronization
import SystemPackage
import VaultTestSupport

@testable import Agent
@testable import Vault

/// A vault in a folder of its own, whose slots an agent can be asked to open.
final class SlotFixture {
    // No piece of it is a word that a library has.
    static let password = "kUq7-Wz3m Xv9p-Rt2s Ly6b-Hn4c"

    let directory: URL
    let files: VaultFiles
    let vault: LockedVault
    var slots: KeySlots { vault.slots }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "slots-\(UUID())")
        files = VaultFiles(
            database: FilePath(directory.appending(path: "data/vault.db").path),
            stateDirectory: FilePath(directory.appending(path: "state").path))
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        try LockedVault.create(
            files, password: bytes(Self.password), recoveryCode: nil, parameters: .floor, at: .now)
        vault = try LockedVault.open(files)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func unlocking(
        _ password: String = password, idle: UInt32 = 900, total: UInt32 = 28_800
    ) throws -> SecretBytes {
        try AgentRequest.unlock(
            UnlockRequest(
                .password, bytes(password), of: vault,
                lifetime: Lifetime(idle: idle, total: total))
        ).frame()
    }
}

/// Two clocks that a test moves.
final class MovedClock: Sendable {
    private let readings = Mutex((boot: 1_000.0, awake: 900.0))

    var clock: AgentClock {
        AgentClock(
            sinceBoot: { self.readings.withLock { $0.boot } },
            awake: { self.readings.withLock { $0.awake } })
    }

    /// Time passes while the machine is awake.
    func pass(_ seconds: Double) {
        readings.withLock { $0 = ($0.boot + seconds, $0.awake + seconds) }
    }

    func sleep(_ seconds: Double) { readings.withLock { $0.boot += seconds } }
}

/// What an agent answered, in a form that a test can compare.
enum Answer: Equatable {
    case done
    case status(AgentStatus)
    case content(String)
    case result([UInt8])
    case results([KeyResult])
    case refused(AgentRefusal)
    case noFrame
}

extension KeyHolder {
    /// Asks for the key that it holds, whichever that is.
    func ask(_ request: consuming AgentRequest) throws -> Answer {
        var keyID: [UInt8] = []
        if case .status(let status) = ask(try AgentRequest.status.frame()) {
            keyID = status.unlocked?.keyID ?? []
        }
        return ask(try request.frame(using: keyID))
    }

    func ask(_ frame: borrowing SecretBytes) -> Answer {
        var observed = false
        return ask(frame, observed: &observed)
    }

    func ask(_ frame: borrowing SecretBytes, observed: inout Bool) -> Answer {
        Answer(written { reply in frame.withBytes { answer($0, observed: &observed, in: &reply) } })
    }
}

/// A message that `body` writes, whose buffer is gone afterwards.
func written<Failure: Error>(
    _ body: (inout MessageBuffer) throws(Failure) -> Void
) throws(Failure) -> SecretBytes {
    var buffer = MessageBuffer(capacity: Frame.mostBytes)
    try body(&buffer)
    return buffer.withBytes { SecretBytes(copying: $0) }
}

extension AgentRequest {
    borrowing func frame(using keyID: [UInt8] = []) throws(MalformedMessage) -> SecretBytes {
        try written { buffer throws(MalformedMessage) in try write(to: &buffer, using: keyID) }
    }
}

extension Frame {
    static func make(
        code: UInt8, payload: [UInt8] = [], version: UInt8 = version
    ) -> SecretBytes {
        written { write(code: code, to: &$0, version: version) { $0.append(payload) } }
    }
}

extension Answer {
    init(_ frame: borrowing SecretBytes) {
        guard let reply = try? frame.withBytes({ try AgentReply.read($0) }) else {
            self = .noFrame
            return
        }
        switch consume reply {
        case .done: self = .done
        case .status(let status): self = .status(status)
        case .content(let content): self = .content(text(content))
        case .result(let bytes): self = .result(bytes)
        case .results(let results): self = .results(results)
        case .refused(let refusal): self = .refused(refusal)
        }
    }
}

/// Test secrets are made up, so they may lie in strings.
func bytes(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8)) }

func text(_ secret: borrowing SecretBytes) -> String {
    secret.withBytes { $0.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}

func array(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.withBytes { $0.withUnsafeBytes { Array($0) } }
}
