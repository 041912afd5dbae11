import SystemPackage
import Testing

@testable import VaultCLI

@Suite("A path as a person reads it")
struct ShownPathTests {
    @Test(arguments: [
        ("/home/me/.osc/config.json", "~/.osc/config.json", "~/.osc/config.json"),
        ("/home/me/my work/.env", "~/my work/.env", "~/'my work/.env'"),
        ("/srv/it's/.env", "/srv/it's/.env", #"'/srv/it'\''s/.env'"#),
        ("/home/me", "/home/me", "/home/me"), ("/home/mean/x", "/home/mean/x", "/home/mean/x"),
    ])
    func `begins with the tilde at home, and can be copied into a command`(
        path: String, text: String, word: String
    ) {
        let shown = ShownPath(FilePath(path), home: "/home/me")
        #expect(shown.text == text)
        #expect(shown.word == word)
    }

    private let twins = ["/clients/acme/prod/.env", "/clients/acme/staging/.env"]

    @Test func `keeps its end in a narrow column, and what no other path there has`() {
        let column = PathColumn(twins, width: 10)
        #expect(twins.map { column[$0] } == ["…/prod/.env", "…/staging/.env"])
        let wider = PathColumn(twins, width: 17)
        #expect(twins.map { wider[$0] } == ["…/acme/prod/.env", "…/staging/.env"])
        let distant = ["/a/x/config/.env", "/b/x/config/.env"]
        let both = PathColumn(distant, width: 12)
        #expect(distant.map { both[$0] } == distant)
    }

    @Test func `stays whole where there is room`() {
        #expect(PathColumn(twins, width: nil)[twins[0]] == twins[0])
        #expect(PathColumn(twins, width: 40)[twins[1]] == twins[1])
        #expect(PathColumn(["/a/long/path/.env"], width: 8)["/a/long/path/.env"] == "…/.env")
    }
}
