/// Collects lines and writes them a page at a time, so that a long listing needs few system calls.
final class PagedOutput {
    private static let pageSize = 64 << 10
    private let output: ResultOutput
    private var page = OutputBytes()

    init(_ output: ResultOutput) { self.output = output }

    func line(_ text: String) {
        write {
            $0.append(text)
            $0.append("\n")
        }
    }

    func line(_ text: OutputBytes) {
        write {
            $0.append(text)
            $0.append("\n")
        }
    }

    func text(_ text: String) { write { $0.append(text) } }

    /// Lets `body` append to the page.
    func write(_ body: (inout OutputBytes) -> Void) {
        body(&page)
        if page.count >= Self.pageSize { flush() }
    }

    func flush() {
        output.write(page)
        page.clear()
    }
}
