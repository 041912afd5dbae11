import SecretMemory
import Testing

@testable import Vault

@Suite("The recovery code")
struct RecoveryCodeTests {
    /// The code of docs/vectors.json: C0 to DF.
    static let good = "YDA4FQ4P-YTC4NR5Q-ZDE4VS4I-ZTG45T7S-2DI5FUY2-2TK5NV3J-3DM5VW6I-3TO55X42"
    static let code = [UInt8](0xC0...0xDF)

    static let written: [String] = [
        good, good.lowercased(), good.replacing("-", with: ""), good.replacing("-", with: " "),
        "  \(good.replacing("-", with: "\n"))\r\n", good.map { "\($0) " }.joined(), "--\(good)-",
        "\(good.prefix(36))\(good.dropFirst(36).lowercased())",
    ]

    @Test(arguments: written)
    func `is read as people write it`(text: String) throws {
        #expect(try revealed(RecoveryCode(parsing: bytes(text)).bytes) == Self.code)
    }

    @Test func `is written as it is read`() throws {
        for _ in 0..<50 {
            let code = RecoveryCode.random()
            let text = code.text
            #expect(text.count == 71)
            #expect(try revealed(RecoveryCode(parsing: text).bytes) == revealed(code.bytes))
        }
    }

    @Test(arguments: 0..<8)
    func `names the group that was mistyped`(group: Int) {
        for position in [0, 3, 7] {
            var letters = Array(Self.good)
            let index = group * 9 + position
            letters[index] = letters[index] == "A" ? "B" : "A"
            #expect(throws: VaultError.mistypedRecoveryCode(group: group + 1)) {
                _ = try RecoveryCode(parsing: bytes(String(letters)))
            }
        }
    }

    @Test(arguments: 0..<7)
    func `notices two groups in the wrong order`(group: Int) {
        var groups = Self.good.split(separator: "-").map(String.init)
        groups.swapAt(group, group + 1)
        #expect(throws: VaultError.mistypedRecoveryCode(group: group + 1)) {
            _ = try RecoveryCode(parsing: bytes(groups.joined(separator: "-")))
        }
    }

    /// A check byte lets one wrong letter in 256 pass its group; the slot refuses that code.
    @Test func `never takes one wrong letter for the same code, and lets few pass`() throws {
        var passed = 0
        for (index, letter) in Self.good.enumerated() where letter != "-" {
            for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" where other != letter {
                var letters = Array(Self.good)
                letters[index] = other
                guard let read = Self.read(String(letters)) else { continue }
                #expect(read != Self.code)
                passed += 1
            }
        }
        #expect(passed < 64 * 31 / 100)
    }

    static let malformed: [String] =
        ["", "-", "YDA4FQ4P", good + "A", good + "-YDA4FQ4P", good + "\0", good + "=", good + "\t"]
        + ["0", "1", "8", "é", "\u{0}"].map { (wrong: String) in wrong + good.dropFirst() }
        + [1, 9, 62].map { (count: Int) in String(good.dropLast(count)) }

    @Test(arguments: malformed)
    func `says so when it is no code at all`(text: String) {
        #expect(throws: VaultError.malformedRecoveryCode) {
            _ = try RecoveryCode(parsing: bytes(text))
        }
    }

    @Test func `of another vault opens nothing`() throws {
        let victim = try Victim()
        let locked = try LockedVault.open(victim.scratch.files)
        #expect(throws: VaultError.wrongPassword) {
            _ = try locked.unlock(recoveryCode: RecoveryCode(parsing: bytes(Self.good)))
        }
    }

    @Test func `opens nothing where the vault was made without one`() throws {
        let scratch = try Scratch()
        try scratch.create()
        let locked = try LockedVault.open(scratch.files)
        #expect(throws: VaultError.noSuchSlot) {
            _ = try locked.unlock(recoveryCode: RecoveryCode(parsing: bytes(Self.good)))
        }
    }

    private static func read(_ text: String) -> [UInt8]? {
        guard let code = try? RecoveryCode(parsing: bytes(text)) else { return nil }
        return revealed(code.bytes)
    }
}
