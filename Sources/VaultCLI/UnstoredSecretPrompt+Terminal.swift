import FoundationEssentials
import Glibc
import KernelText
import KeyLifecycle
import SecretMemory
import SystemPackage
import Vault

extension UnstoredSecretPrompt {
    /// Asks the person at the terminal; `nil` where nobody can be asked.
    static var atTerminal: UnstoredSecretPrompt? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        close(terminal)
        return UnstoredSecretPrompt(ask)
    }

    private static func ask(_ id: String, _ failure: VaultError) -> Answer {
        let question =
            "OUTSCALE created \(id), and its secret can't be written: \(Failure(failure).message)\n"
            + "Press Enter to try again, type a directory on another disk to keep it there (sealed), "
            + "or 'delete' to delete the key: "
        let line: SecretBytes
        do { line = try TerminalPrompt.readLine(question) } catch .empty { return .retry } catch {
            return .giveUp
        }
        let text = line.withBytes { CText(bytes: unsafe $0.withUnsafeBytes { unsafe Array($0) }) }
        return text == "delete" ? .giveUp : .directory(Locations.absolute(FilePath(text)))
    }
}
