import Glibc
import KernelText
import SystemPackage

/// Whether 'vault' in PATH is this program: HashiCorp's has the same name.
enum PathCheck {
    static func all(_ environment: [String: String]) -> [Diagnosis] {
        [diagnosis(PATH: environment["PATH", default: ""], own: identity("/proc/self/exe"))]
    }

    static func diagnosis(PATH: String, own: [UInt]?) -> Diagnosis {
        let files = CText(word: PATH).bytes.split(separator: UInt8(ascii: ":"))
            .map { FilePath(CText(bytes: Array($0))).appending("vault") }.filter(isProgram)
        guard let first = files.first else {
            return .ok("path", "No other program called 'vault' is in PATH.")
        }
        let foreign = files.filter { identity($0) != own }
        guard let other = foreign.first else {
            return .ok("path", "'vault' in PATH is this program.")
        }
        guard other == first else {
            return .ok(
                "path", "'vault' is this program; another one behind it in PATH is \(other.text).")
        }
        return .warning(
            "path", "'vault' in PATH is another program: \(other.text).",
            cure: "Call this one osc-vault, or put its folder first in PATH.")
    }

    private static func isProgram(_ path: FilePath) -> Bool {
        unsafe access(path.cString, X_OK) == 0
    }

    static func identity(_ path: FilePath) -> [UInt]? {
        var facts = stat()
        guard unsafe stat(path.cString, &facts) == 0 else { return nil }
        return [UInt(facts.st_dev), UInt(facts.st_ino)]
    }
}
