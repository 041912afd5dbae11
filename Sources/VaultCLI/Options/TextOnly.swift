/// Words and variables that vault takes as texts, which only UTF-8 is.
///
/// Anything else would silently become another text, and two paths one. What is another command's, behind `--`, is passed
/// on byte by byte, and so is its environment.
enum TextOnly {
    /// Variables that name a path, or something else that vault looks for.
    private static let variables = [
        "HOME", "OSC_VAULT", "OSC_VAULT_PROFILE", "OSC_VAULT_SOCKET", "OSC_VAULT_PASSWORD_COMMAND",
        "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
    ]

    static func require() throws(Failure) {
        for word in Inherited.arguments.dropFirst().prefix(while: { $0.bytes != Array("--".utf8) })
        {
            guard word.isUTF8 else {
                throw .usage(
                    "'\(word.text)' is not UTF-8, so it would mean something else than what was typed. "
                        + "Nothing was done. Give the file a name that is, or a link to it.")
            }
        }
        for name in variables {
            guard let value = Inherited.value(of: name), !value.isUTF8 else { continue }
            throw Failure(
                .setting, "setting",
                "the variable \(name) is not UTF-8 ('\(value.text)'), so it would mean something else than what was "
                    + "set. Nothing was done.")
        }
    }
}

extension CText {
    fileprivate var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }
}
