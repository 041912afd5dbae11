extension RawSpan {
    /// Whether exactly these bytes stand at an offset.
    package func holds(_ wanted: RawSpan, at start: Int) -> Bool {
        guard start >= 0, byteCount - start >= wanted.byteCount else { return false }
        for index in 0..<wanted.byteCount where byte(at: start + index) != wanted.byte(at: index) {
            return false
        }
        return true
    }

    /// Whether exactly these bytes stand anywhere. A search for no bytes finds nothing.
    package func contains(_ wanted: RawSpan) -> Bool {
        wanted.byteCount > 0 && (0..<byteCount).contains { holds(wanted, at: $0) }
    }
}
