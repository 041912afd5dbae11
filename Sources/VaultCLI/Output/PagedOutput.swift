/// Collects lines and writes them a page at a time, so that a long listing needs few system calls.
final class PagedOutput {
    private static let pageSize = 64 << 10
    private let output: ResultOutput
    private var page = ""

    init(_ output: ResultOutput) { self.output = output }

    func line(_ text: String) { self.text(text + "\n") }

    func text(_ text: String) {
        page += text
        if page.utf8.count >= Self.pageSize { flush() }
    }

    func flush() {
        output.write(page)
        page.removeAll(keepingCapacity: true)
    }
}
