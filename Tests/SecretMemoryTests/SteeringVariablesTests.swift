import CPosix
import Foundation
import Testing

@testable import SecretMemory

@Suite("Variables that steer libraries")
struct SteeringVariablesTests {
    @Test func `are all gone after the first statement of main, and kept for other programs`() async
    {
        await #expect(processExitsWith: .success) {
            let names = SteeringVariables.groups.flatMap { $0.names.map(\.description) }
            #expect(names.count > 80)
            for name in names { setenv(name, "steered by \(name)", 1) }
            ProcessHardening.apply()
            let kept = Self.inherited()
            for name in names {
                #expect(getenv(name) == nil, "\(name)")
                #expect(kept.contains("\(name)=steered by \(name)"))
            }
        }
    }

    @Test func `leave all others alone`() async {
        await #expect(processExitsWith: .success) {
            let others = ["PATH", "HOME", "OSC_VAULT", "TERM", "OPENSSL", "LD", "MALLOC_"]
            for name in others { setenv(name, "mine", 1) }
            ProcessHardening.apply()
            for name in others { #expect(getenv(name).map { String(cString: $0) } == "mine") }
        }
    }

    @Test func `stand in the table once each`() {
        let names = SteeringVariables.groups.flatMap { $0.names.map(\.description) }
        #expect(Set(names).count == names.count)
    }

    private static func inherited() -> Set<String> {
        var (texts, cursor) = (Set<String>(), vault_inherited_environment())
        while let text = cursor?.pointee {
            texts.insert(String(cString: text))
            cursor = cursor?.successor()
        }
        return texts
    }
}
