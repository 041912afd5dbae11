extension RawSpan {
    /// Whether some bytes stand here as they are, at that place.
    package func holds(_ wanted: RawSpan, at start: Int) -> Bool {
        guard start >= 0, byteCount - start >= wanted.byteCount else { return false }
        for index in 0..<wanted.byteCount where byte(at: start + index) != wanted.byte(at: index) {
            return false
        }
        return true
    }

    /// Whether some bytes stand here as they are, wherever; no bytes stand nowhere.
    package func contains(_ wanted: RawSpan) -> Bool {
        wanted.byteCount > 0 && (0..<byteCount).contains { holds(wanted, at: $0) }
    }
}
