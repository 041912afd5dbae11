import SecretMemory

@testable import SecretMasking

/// What a mask makes of a stream, the bytes being no secret here.
struct Masking {
    let patterns: SecretPatterns
    private let secret: [UInt8]

    init(_ secret: [UInt8]) throws {
        self.secret = secret
        patterns = try SecretPatterns(of: SecretBytes(copying: secret))
    }

    /// - Parameter cuts: the sizes of the pieces, used again and again.
    func masked(_ stream: [UInt8], cuts: [Int]) -> [UInt8] {
        var mask = SecretMask(patterns, chunk: cuts.max() ?? 1)
        var output: [UInt8] = []
        var (place, turn) = (0, 0)
        while place < stream.count {
            let end = min(place + cuts[turn % cuts.count], stream.count)
            mask.take(Array(stream[place..<end]))
            let before = output.count
            mask.mask { output.append(contentsOf: $0) }
            precondition(output.count - before <= mask.mostEmitted)
            (place, turn) = (end, turn + 1)
        }
        mask.mask(atEnd: true) { output.append(contentsOf: $0) }
        return output
    }

    /// The same, slowly: every place, every pattern, then every run of covered bytes.
    func maskedNaively(_ stream: [UInt8]) -> [UInt8] {
        var isCovered = [Bool](repeating: false, count: stream.count)
        for pattern in all {
            for place in stride(from: 0, through: stream.count - pattern.count, by: 1)
            where stream[place...].starts(with: pattern) {
                for index in place..<place + pattern.count { isCovered[index] = true }
            }
        }
        var output: [UInt8] = []
        for (index, byte) in stream.enumerated() {
            if !isCovered[index] {
                output.append(byte)
            } else if index == 0 || !isCovered[index - 1] {
                output += Array("[masked]".utf8)
            }
        }
        return output
    }

    var all: [[UInt8]] {
        let forms = SecretForms(of: SecretBytes(copying: secret))
        return forms.bytes.withBytes { bytes in
            forms.ranges.map { $0.map { bytes.byte(at: $0) } }
        }
    }
}

extension SecretMask {
    mutating func take(_ bytes: [UInt8]) {
        let count = receive { memory in
            memory.copyBytes(from: bytes)
            return bytes.count
        }
        precondition(count == bytes.count)
    }
}

extension [UInt8] {
    mutating func append(contentsOf span: RawSpan) {
        for index in 0..<span.byteCount { append(span.byte(at: index)) }
    }
}
