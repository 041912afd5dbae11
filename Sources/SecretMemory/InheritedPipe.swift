import Glibc
import KernelText
import SystemPackage

/// A descriptor that is named as if it were a file: `/dev/stdin`, or what a shell makes of `<(…)`.
///
/// Whoever opened it has judged it; a pipe has no mode to check. It is read as it is: opened once more, a pipe would not wait.
enum InheritedPipe {
    static func descriptor(named path: FilePath) -> Int32? {
        // Compared and taken apart as text: none of these names has a byte that is no UTF-8.
        let text = path.text
        if text == "/dev/stdin" { return STDIN_FILENO }
        for folder in ["/dev/fd/", "/proc/self/fd/"] where text.hasPrefix(folder) {
            guard let number = Int32(text.dropFirst(folder.count)), number >= 0 else { return nil }
            return number
        }
        return nil
    }
}
