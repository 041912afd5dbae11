/// A setting that a profile may lack, as it is typed: a value, or `none`, which removes it.
struct OptionalSetting {
    /// The word that removes a setting.
    static let none = "none"

    /// `nil` for `none`.
    let value: String?

    /// - Parameter option: its name, for the sentence that refuses an empty value.
    init(_ text: String, of option: String) throws {
        guard !text.isEmpty else {
            throw Failure.usage(
                "\(option) is empty. Give a value, or 'none' to remove the setting.")
        }
        value = text == Self.none ? nil : text
    }
}
