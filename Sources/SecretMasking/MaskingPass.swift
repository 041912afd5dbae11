/// One pass over what is in a mask's window.
struct MaskingPass {
    /// Up to where the bytes are passed on or masked.
    private(set) var decided: Int
    /// Whether the last decided byte was masked.
    private(set) var isInRun: Bool

    init(decided: Int, isInRun: Bool) {
        self.decided = decided
        self.isInRun = isInRun
    }

    /// Decides all bytes but those from the returned place on, which have to wait for more.
    mutating func run(
        _ search: SecretSearch, text: UnsafePointer<UInt8>, count: Int, atEnd: Bool,
        emit: (RawSpan) -> Void
    ) -> Int {
        var place = search.candidate(from: 0)
        while place < count {
            switch search.finding(at: place, atEnd: atEnd) {
            case .none: break
            case .beginning:
                unsafe pass(text, to: place, emit: emit)
                return place
            case .occurrence(let length):
                unsafe mask(text, place..<place + length, emit: emit)
            }
            place = search.candidate(from: place + 1)
        }
        unsafe pass(text, to: count, emit: emit)
        return count
    }

    private mutating func mask(
        _ text: UnsafePointer<UInt8>, _ occurrence: Range<Int>, emit: (RawSpan) -> Void
    ) {
        if !isInRun || occurrence.lowerBound > decided {
            unsafe pass(text, to: occurrence.lowerBound, emit: emit)
            let replacement = SecretMask.replacement
            emit(
                unsafe UnsafeRawBufferPointer(
                    start: replacement.utf8Start, count: replacement.utf8CodeUnitCount
                ).bytes)
        }
        decided = max(decided, occurrence.upperBound)
        isInRun = true
    }

    /// Passes on what is not decided before a place.
    private mutating func pass(
        _ text: UnsafePointer<UInt8>, to place: Int, emit: (RawSpan) -> Void
    ) {
        guard place > decided else { return }
        emit(unsafe UnsafeRawBufferPointer(start: text + decided, count: place - decided).bytes)
        (decided, isInRun) = (place, false)
    }
}
