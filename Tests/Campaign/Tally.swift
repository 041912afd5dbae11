import Foundation

/// What a campaign has counted; a breach ends it with 1 and says how to see it again.
struct Tally {
    private(set) var cases = 0
    private var breaches: [String] = []
    private let name: String
    private let start = Date()

    /// - Parameter name: the campaign's subcommand.
    init(_ name: String) { self.name = name }

    /// - Parameter options: what makes the subcommand run this case and no other.
    mutating func count(_ title: String, repeating options: [String]? = nil, _ found: [String]) {
        cases += 1
        for breach in found {
            breaches.append("\(title): \(breach)")
            FileHandle.standardError.write(Data("BREACH \(title): \(breach)\n".utf8))
        }
        if !found.isEmpty { tellHowToRepeat(options ?? ["--case", title]) }
        guard cases % 100 == 0 else { return }
        let line = "\(name): \(cases) cases so far, \(breaches.count) breaches\n"
        FileHandle.standardError.write(Data(line.utf8))
    }

    private func tellHowToRepeat(_ options: [String]) {
        let words = ([name] + options).map { "'\($0.replacing("'", with: "'\\''"))'" }
        let line = "to repeat it: scripts/campaign case \(words.joined(separator: " "))\n"
        FileHandle.standardError.write(Data(line.utf8))
    }

    /// One line of figures.
    func finish(_ more: String = "") throws {
        let seconds = Int(Date().timeIntervalSince(start))
        print("\(name): \(cases) cases, \(breaches.count) breaches, \(seconds) s\(more)")
        if !breaches.isEmpty { throw Breached(count: breaches.count) }
    }

    struct Breached: Error, CustomStringConvertible {
        let count: Int
        var description: String { "\(count) breaches of the invariants" }
    }
}
