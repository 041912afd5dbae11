import SecretMemory

extension RawSpan {
    /// Whether some bytes stand here as they are, wherever.
    func contains(_ wanted: RawSpan) -> Bool {
        guard wanted.byteCount > 0, byteCount >= wanted.byteCount else { return false }
        for start in 0...(byteCount - wanted.byteCount) {
            var index = 0
            while index < wanted.byteCount, byte(at: start + index) == wanted.byte(at: index) {
                index += 1
            }
            if index == wanted.byteCount { return true }
        }
        return false
    }
}
