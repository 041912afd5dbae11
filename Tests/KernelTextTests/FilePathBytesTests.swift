import Foundation
import KernelText
import SystemPackage
import Testing

@Suite("A path that is not UTF-8")
struct FilePathBytesTests {
    private let path = FilePath(CText(bytes: Array("/d".utf8) + [0xFF] + Array("/v".utf8) + [0xE9]))

    @Test func `has its bytes in every part`() {
        #expect(path.bytes == [0x2F, 0x64, 0xFF, 0x2F, 0x76, 0xE9])
        #expect(path.cString.map(UInt8.init(bitPattern:)) == path.bytes + [0])
        #expect(path.name == CText(bytes: [0x76, 0xE9]))
        #expect(path.parent.bytes == [0x2F, 0x64, 0xFF])
        #expect(path.adding("-x").bytes == path.bytes + [0x2D, 0x78])
        #expect(path.removingLastComponent().appending(CText(bytes: [0xFE])).bytes.last == 0xFE)
        #expect(path.text == "/d\\xFF/v\\xE9")
    }

    @Test func `is found in its directory, and is not its neighbour`() {
        let directory = FilePath(NSTemporaryDirectory()).appending("bytes-\(UUID())")
        let names = [CText(bytes: [0x61, 0xE9]), CText(bytes: [0x61, 0xEA]), "a\u{FFFD}"]
        #expect(mkdir(directory.cString, 0o700) == 0)
        defer {
            for name in names { unlink(directory.appending(name).cString) }
            rmdir(directory.cString)
        }
        for name in names {
            close(open(directory.appending(name).cString, O_WRONLY | O_CREAT | O_EXCL, 0o600))
        }
        var found: Set<CText> = []
        guard var listing = DirectoryNames(directory) else {
            Issue.record("the directory can't be read")
            return
        }
        while let name = listing.next() { found.insert(name) }
        #expect(found == Set(names))
        #expect(directory.appending(names[0]).real == directory.real?.appending(names[0]))
    }

    @Test(arguments: [
        "", "/", "a", "/a", "a/b", "/a/b", "/a//b/", "a/.", "a/..", "//a", "/a/b/c.d",
    ])
    func `has the parent that swift-system tells`(path: String) {
        let path = FilePath(path)
        #expect(path.parent == path.removingLastComponent())
    }

    @Test func `that leads nowhere has no real path`() {
        #expect(path.real == nil)
    }
}
