import ArgumentParser
import KernelText
import SystemPackage

/// A command's words, taken one option after the other.
///
/// Only what can be understood in one way is taken: an option once, by its whole name, with a value that is no option
/// itself. Whatever is left over is for ArgumentParser to judge.
struct PlainWords {
    /// `nil` where a word was taken, so that an option and a word behind the gap stay apart.
    private var words: [String?]
    /// Whether nothing was seen that ArgumentParser alone may judge.
    private(set) var isPlain = true

    init(_ words: [String]) { self.words = words }

    /// Whether all words were taken, and understood.
    var isDone: Bool { isPlain && words.allSatisfy { $0 == nil } }

    /// What a command or a group of options takes. Where its options contradict each other, ArgumentParser says so.
    mutating func options<Options: QuickOptions>() -> Options {
        var options = Options()
        options.take(&self)
        do { try options.validate() } catch { isPlain = false }
        return options
    }

    /// Whether a flag is there; it is taken.
    mutating func flag(_ names: String...) -> Bool {
        guard let place = words.firstIndex(where: { $0.map(names.contains) ?? false })
        else { return false }
        words[place] = nil
        return true
    }

    /// The text of `--name text` or `--name=text`, which is taken; `nil` without the option.
    mutating func text(_ names: String...) -> String? { value(names) }

    /// A path, as `text` takes it.
    mutating func path(_ names: String...) -> FilePath? { value(names).map { FilePath(word: $0) } }

    /// A number, as `text` takes it.
    mutating func number<Number: LosslessStringConvertible>(_ names: String...) -> Number? {
        understood(value(names)) { Number($0) }
    }

    /// One of a type's words, as `text` takes it.
    mutating func choice<Choice: RawRepresentable<String>>(_ names: String...) -> Choice? {
        understood(value(names)) { Choice(rawValue: $0) }
    }

    /// The only word that is left and no option; it is taken.
    mutating func name() -> String? {
        guard let place = words.firstIndex(where: { $0 != nil }), let name = words[place],
            isValue(name)
        else { return nil }
        words[place] = nil
        return name
    }

    /// What follows `--`, which is taken with it.
    mutating func rest() -> [String] {
        guard let end = words.firstIndex(of: "--") else { return [] }
        defer { words.removeSubrange(end...) }
        return words[(end + 1)...].compactMap { $0 }
    }

    private mutating func value(_ names: [String]) -> String? {
        for (place, word) in words.enumerated() {
            guard let word else { continue }
            if names.contains(word) { return takeValue(behind: place) }
            guard let name = names.first(where: { isAttached(word, to: $0) }) else { continue }
            words[place] = nil
            let value = String(word.dropFirst(name.count + 1))
            if value.isEmpty { isPlain = false }
            return value
        }
        return nil
    }

    private func isAttached(_ word: String, to name: String) -> Bool {
        name.hasPrefix("--") && word.hasPrefix(name + "=")
    }

    private mutating func takeValue(behind place: Int) -> String? {
        guard place + 1 < words.count, let value = words[place + 1], isValue(value) else {
            isPlain = false
            return nil
        }
        (words[place], words[place + 1]) = (nil, nil)
        return value
    }

    private func isValue(_ word: String) -> Bool { !word.isEmpty && !word.hasPrefix("-") }

    private mutating func understood<Value>(
        _ text: String?, _ read: (String) -> Value?
    ) -> Value? {
        guard let text else { return nil }
        guard let value = read(text) else {
            isPlain = false
            return nil
        }
        return value
    }
}
