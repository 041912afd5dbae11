import SecretMemory

/// A word on the desktop. Everybody on the machine can read a program's words for an instant, so no key is named.
enum DesktopNotification {
    /// Whether it was shown. Standard error, which is the journal under systemd, has the same from the failure.
    @discardableResult
    static func show(_ title: String, _ text: String) -> Bool {
        PipedProgram.give(
            SecretBytes(copying: []),
            to: ["notify-send", "--app-name=vault", "--icon=dialog-password", title, text])
    }
}
