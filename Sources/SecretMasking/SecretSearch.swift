import Glibc

/// Looks for patterns in bytes of which more may follow.
@safe struct SecretSearch {
    enum Finding {
        case none
        /// Whole: the number of bytes of the longest pattern that stands here.
        case occurrence(count: Int)
        /// All bytes to the end are the beginning of a pattern.
        case beginning
    }

    private let patterns: SecretPatterns
    private let bytes: UnsafePointer<UInt8>
    private let shifts: UnsafePointer<UInt8>
    private let text: UnsafePointer<UInt8>
    private let count: Int

    /// The pointers must stay valid as long as the value is used.
    init(
        _ patterns: SecretPatterns, bytes: UnsafePointer<UInt8>, shifts: UnsafePointer<UInt8>,
        text: UnsafePointer<UInt8>, count: Int
    ) {
        self.patterns = patterns
        unsafe (self.bytes, self.shifts, self.text) = (bytes, shifts, text)
        self.count = count
    }

    /// The first place from `start` on at which a pattern may begin; the number of bytes if there is none.
    @inline(__always)
    func candidate(from start: Int) -> Int {
        let last = patterns.beginning - 1
        var end = start + last
        while end < count {
            let pair = unsafe SecretPatterns.pair(text[end - 1], text[end])
            let shift = unsafe shifts[pair]
            if shift == 0 { return end - last }
            end += Int(shift)
        }
        return lastCandidate(from: end - last)
    }

    /// What is left is shorter than a pattern's beginning: only its first byte tells.
    private func lastCandidate(from start: Int) -> Int {
        let isFirst = unsafe shifts + SecretPatterns.firstBytes
        var place = start
        while place < count, unsafe isFirst[Int(text[place])] == 0 { place += 1 }
        return min(place, count)
    }

    /// What stands at a place.
    ///
    /// - Parameter atEnd: nothing follows, so a beginning is none.
    func finding(at place: Int, atEnd: Bool) -> Finding {
        let room = count - place
        var longest = 0
        for range in patterns.ranges {
            let compared = min(range.count, room)
            if range.count > room ? atEnd : range.count < longest { continue }
            guard unsafe memcmp(text + place, bytes + range.lowerBound, compared) == 0 else {
                continue
            }
            if range.count > room { return .beginning }
            longest = range.count
        }
        return longest == 0 ? .none : .occurrence(count: longest)
    }
}
