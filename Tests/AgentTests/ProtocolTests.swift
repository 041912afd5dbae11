import Foundation
import RequestSigning
import SecretMemory
import Testing
import VaultTestSupport

@testable import Agent
@testable import Vault

@Suite("A message of the agent")
struct ProtocolTests {
    static let context = SealingContext.secret(.random(), generation: 0x0102_0304_0506_0708)

    static func signedText() -> StringToSign {
        StringToSign(
            CanonicalRequest(
                path: "/api/v1/ReadVms", host: "api.eu-west-2.outscale.com",
                time: SigningTime(Date(timeIntervalSince1970: 1_700_000_000)),
                body: [UInt8]("{}".utf8).span.bytes), region: "eu-west-2")
    }

    @Test func `arrives as it was sent, whatever it asks`() throws {
        let sealed = SealedSecret(context: Self.context, type: 2, box: [1, 2, 3])
        let message = try AgentRequest.sign(sealed, Self.signedText()).frame()
        guard case .sign(let place, let box, let text) = try received(message) else {
            return #expect(Bool(false), "another request arrived")
        }
        #expect(Array(array(message)[box]) == sealed.box)
        #expect(place.context == sealed.context && place.type == 2)
        #expect(text == Self.signedText())

        let seal = try AgentRequest.seal(
            SealRequest(context: Self.context, type: 2, plaintext: bytes("content"))
        ).frame()
        guard case .seal(let target, let content) = try received(seal) else {
            return #expect(Bool(false), "another request arrived")
        }
        #expect(target.context == Self.context && target.type == 2)
        #expect(Array(array(seal)[content]) == Array("content".utf8))
    }

    private func received(_ message: borrowing SecretBytes) throws -> ReceivedRequest {
        try message.withBytes { try ReceivedRequest.read($0) }
    }

    @Test(arguments: [
        AgentRefusal.locked, .wrongPassword, .tooSoon(milliseconds: 1234), .doesNotOpen,
        .malformed, .otherVersion(9), .noSuchSlot, .outOfMemory(neededKiB: 262_144), .tooLarge,
        .operation(70_000, .doesNotOpen), .operation(0, .notMetadata), .outdated,
        .operation(3, .outdated),
    ])
    func `says why something is refused`(refusal: AgentRefusal) {
        #expect(Answer(written { AgentReply.refuse(refusal, in: &$0) }) == .refused(refusal))
    }

    @Test func `tells a status with every field`() {
        let unlocked = AgentStatus.Unlocked(
            vaultID: .random(), keyID: Array(0..<32), keyEpoch: 3, idleLeft: 900, totalLeft: 28_800)
        let status = AgentStatus(unlocked: unlocked, lock: .suspended)
        for status in [status, AgentStatus(unlocked: nil, lock: .idle)] {
            #expect(Answer(Frame.make(code: 1, payload: status.bytes)) == .status(status))
        }
    }

    @Test func `has a length that is not beyond 64 KiB, nor below a header`() throws {
        for (length, isFrame) in [
            (0, false), (1, false), (2, true), (65_532, true), (65_533, false),
        ] {
            let head = withUnsafeBytes(of: UInt32(length).littleEndian) { Array($0) }
            let count = try? Frame.count(of: head.span.bytes)
            #expect((count != nil) == isFrame, "\(length)")
        }
        #expect(try Frame.count(of: [UInt8]([1, 0, 0]).span.bytes) == nil)
    }

    @Test func `that is too large is not sent`() {
        #expect(throws: MalformedMessage.self) {
            let large = SealRequest(
                context: Self.context, type: 1,
                plaintext: SecretBytes(copying: [UInt8](repeating: 1, count: 65_600)))
            _ = try AgentRequest.seal(large).frame()
        }
    }

    @Test func `asks for no signature of anything but a request to OUTSCALE`() throws {
        let good = Self.signedText().text
        #expect(StringToSign(parsing: good) == Self.signedText())
        let lines = good.split(separator: "\n").map(String.init)
        let bad = [
            "", "x", good + "\n", good.replacing("OSC4", with: "AWS4"),
            good.replacing("api", with: "iam"),
            good.replacing("osc4_request", with: "aws4_request"),
            good.replacing(lines[3], with: lines[3].uppercased()), String(good.dropLast()),
            good.replacing(lines[1], with: "20231114T221320"),
            good.replacing("20231114/", with: "20231115/"),
        ]
        for text in bad { #expect(StringToSign(parsing: text) == nil, "\(text)") }
    }
}
