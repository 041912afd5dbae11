/// A few words of a page that need not be JSON.
///
/// The page may repeat what it was sent, a login too. So nothing is shown of one that has a telling word in
/// it, and a word as long as a key is left out.
enum ForeignText {
    /// The most characters that are shown.
    static let longest = 120
    /// The most bytes that are looked at for words.
    private static let looked = 4_096
    /// The first length of a word that could be a secret.
    private static let suspiciousLength = 32
    private static let tellingWords = ["secret", "authorization", "basic ", "password"]

    /// The title of an HTML page, or the beginning of any other text.
    static func excerpt(of bytes: Span<UInt8>) -> String {
        var text = ""
        for index in 0..<min(bytes.count, looked) {
            let byte = bytes[index]
            // What is not ASCII is not needed to recognise a gateway.
            text.unicodeScalars.append(byte < 0x80 ? Unicode.Scalar(byte) : " ")
        }
        let lower = text.lowercased()
        guard !tellingWords.contains(where: lower.contains) else { return "" }
        return shortened(lower.contains("<") ? title(of: text) : text)
    }

    private static func title(of page: String) -> String {
        let parts = page.split(separator: "<")
        guard let title = parts.first(where: { $0.lowercased().hasPrefix("title") }),
            let end = title.firstIndex(of: ">")
        else { return "" }
        return String(title[title.index(after: end)...])
    }

    static func shortened(_ text: String) -> String {
        let words = DisplayText.filtered(text).split(separator: " ")
            .map { $0.count < suspiciousLength ? String($0) : "…" }
        let line = words.joined(separator: " ")
        return line.count <= longest ? line : line.prefix(longest) + "…"
    }
}
