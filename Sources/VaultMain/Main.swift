import SecretMemory
import VaultCLI

@main
enum Main {
    static func main() {
        // Before anything that could hold, or lose, a secret.
        let inherited = ProcessHardening.apply()
        VaultTool.main(inheriting: inherited)
    }
}
