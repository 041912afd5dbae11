import SecretMemory

/// Six random words: more than 68 bits, which a person can remember.
enum Passphrase {
    static let wordCount = 6

    /// The words, joined by blanks, in locked memory.
    static func random() -> SecretBytes {
        SecretBytes(capacity: wordCount * 7) { output in
            for place in 0..<wordCount {
                if place > 0 { unsafe output.append(UInt8(ascii: " "), as: UInt8.self) }
                append(word: Int(Sodium.uniform(below: WordList.count)), to: &output)
            }
        }
    }

    private static func append(word number: Int, to output: inout OutputRawSpan) {
        var seen = 0
        _ = WordList.text.containsWord { word in
            defer { seen += 1 }
            guard seen == number else { return false }
            output.append(contentsOf: word)
            return true
        }
    }
}
