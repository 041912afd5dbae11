import Vault

/// Which operations go into one message: as many, in their order, as it and its answer have room for.
struct OperationBatches: Sequence, IteratorProtocol {
    private static let room = Frame.mostBytes - Frame.headerCount
    /// The key's id and the number of operations.
    private static let headCount = AgentRequest.keyIDCount + 2

    private let operations: [KeyOperation]
    private var start = 0

    init(_ operations: [KeyOperation]) { self.operations = operations }

    /// One that is too large for any message goes alone, and is refused.
    mutating func next() -> Range<Int>? {
        guard start < operations.count else { return nil }
        var (end, request, answer) = (start, Self.headCount, 0)
        while end < operations.count, end - start < Int(UInt16.max) {
            request += operations[end].requestCount
            answer += operations[end].answerCount
            guard end == start || (request <= Self.room && answer <= Self.room) else { break }
            end += 1
        }
        defer { start = end }
        return start..<end
    }
}
