import SecretMemory

/// What a program says of the clipboard.
enum ClipboardContent: ~Copyable {
    case content(SecretBytes)
    /// It is empty, or holds no text.
    case nothing
    /// The program could not be asked.
    case unknown
}
