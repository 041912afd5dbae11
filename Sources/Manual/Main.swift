import FoundationEssentials
import Glibc
import SystemPackage
import VaultCLI

/// Writes the manual pages into a directory: `Manual DIRECTORY DATE`, the date being the one that they bear.
@main
enum Main {
    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 3 else {
            print("usage: Manual DIRECTORY 'November 26, 2026'")
            exit(64)
        }
        let program = try CommandDescription.program()
        let general = try CommandDescription.generalOptions()
        let pages = CommandPages(general: general, date: words[2])
        let commands = program.visibleSubcommands.flatMap {
            pages.pages(of: $0, below: [ProgramName.full])
        }
        let all = [ProgramPage.page(of: program, general: general, date: words[2])] + commands
        for page in all {
            let path = FilePath(words[1]).appending("\(page.name).1")
            try Data(page.text.utf8).write(to: URL(filePath: path.string))
        }
    }
}
