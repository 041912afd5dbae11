import FlyingFox
import FlyingSocks
import Foundation

extension WireRequest {
    /// Bodies beyond this are refused unread.
    static let bodyLimit = 1 << 20

    /// Reads the body; nil when it is too long.
    init?(_ request: HTTPRequest) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length > Self.bodyLimit
        {
            return nil
        }
        self.init(
            method: request.method.rawValue,
            path: request.target.path(percentEncoded: true),
            query: request.target.query(percentEncoded: true),
            headers: [:],
            body: Array(try await request.bodyData))
        for (name, value) in request.headers { headers[name.rawValue.lowercased()] = value }
    }
}

/// Closes the connection without a byte: the server asks a WebSocket's handler before it writes
/// the first header, and closes when the handler fails.
struct Hangup: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws
        -> AsyncStream<WSFrame>
    {
        throw ConnectionEnd()
    }
}

/// The planned end of a connection.
struct ConnectionEnd: Error {}

/// A body that is made while it is sent, and may end its connection.
struct BodyStream: AsyncBufferedSequence {
    typealias Element = UInt8

    /// What is sent first, then so many times the filler, then the end.
    var start: [UInt8]
    var filling = 0
    var end: [UInt8] = []
    /// Whether the connection closes after the last byte.
    var endsConnection = false

    func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        var stream: BodyStream
        private static let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)

        init(stream: BodyStream) { self.stream = stream }

        mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }

        mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
            if !stream.start.isEmpty { return take(count, from: \.start) }
            if stream.filling > 0 {
                let size = Swift.min(count, stream.filling, Self.block.count)
                stream.filling -= size
                return Self.block[..<size]
            }
            if !stream.end.isEmpty { return take(count, from: \.end) }
            if stream.endsConnection { throw ConnectionEnd() }
            return nil
        }

        private mutating func take(_ count: Int, from part: WritableKeyPath<BodyStream, [UInt8]>)
            -> ArraySlice<UInt8>
        {
            let taken = stream[keyPath: part].prefix(count)
            stream[keyPath: part].removeFirst(taken.count)
            return ArraySlice(Array(taken))
        }
    }
}
