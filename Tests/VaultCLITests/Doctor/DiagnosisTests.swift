import Testing

@testable import VaultCLI

@Suite("A line of doctor")
struct DiagnosisTests {
    private let long = Diagnosis.warning(
        "swap", "Swap that is not seen to be encrypted is at /dev/sda2.",
        cure: "Turn it off: sudo swapoff -a")

    @Test func `is one line where no terminal is`() {
        #expect(
            long.lines(Style(isColoured: false), width: nil) == [
                "warning  swap         Swap that is not seen to be encrypted is at /dev/sda2. Turn it off: sudo swapoff -a"
            ])
    }

    @Test(arguments: [60, 80, 120], [false, true])
    func `breaks between words at a terminal's edge, and stays in its column`(
        width: Int, isColoured: Bool
    ) {
        let style = Style(isColoured: isColoured)
        let lines = long.lines(style, width: width).map {
            $0.replacing(style.begin(.warning), with: "").replacing(Style.end, with: "")
        }
        let column = String(repeating: " ", count: 22)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(
            lines.dropFirst().allSatisfy {
                $0.hasPrefix(column + "") && !$0.hasPrefix(column + " ")
            })
        let text = lines.map { String($0.dropFirst(22)) }.joined(separator: " ")
        #expect(text == "\(long.finding) \(long.cure ?? "")")
    }

    @Test func `stands below its check where the terminal is too narrow for both`() {
        #expect(
            long.lines(Style(isColoured: false), width: 40) == [
                "warning  swap", "  Swap that is not seen to be encrypted",
                "  is at /dev/sda2. Turn it off: sudo", "  swapoff -a",
            ])
    }
}
