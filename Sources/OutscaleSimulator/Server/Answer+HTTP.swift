import FlyingFox
import Foundation

extension Answer {
    /// - Parameter now: the time for the `Date` header.
    func response(at now: Instant) -> HTTPResponse {
        if delivery == .nothing { return HTTPResponse(webSocket: Hangup()) }
        var fields: HTTPHeaders = [
            .contentType: contentType, .date: Self.date(now + dateSkew),
            HTTPHeader("Server"): "sim",
        ]
        for (name, value) in headers { fields[HTTPHeader(name)] = value }
        let (stream, length) = stream
        if case .misannounced(let difference) = delivery {
            fields[.contentLength] = String(max(0, length + difference))
        }
        let body =
            delivery == .chunked
            ? HTTPBodySequence(from: stream, suggestedBufferSize: 1 << 16)
            : HTTPBodySequence(from: stream, count: length, suggestedBufferSize: 1 << 16)
        return HTTPResponse(
            statusCode: HTTPStatusCode(status, phrase: Self.phrase(status)),
            headers: fields, body: body)
    }

    /// What is sent, and the length that is true of the whole.
    private var stream: (BodyStream, length: Int) {
        if case .padded(let count) = body {
            let start = Array(#"{"Padding":""#.utf8)
            let end = Array(#""}"#.utf8)
            let filling = max(0, count - start.count - end.count)
            return (
                BodyStream(start: start, filling: filling, end: end),
                start.count + filling + end.count
            )
        }
        let bytes = bytes
        return switch delivery {
        case .half:
            (
                BodyStream(start: Array(bytes.prefix(bytes.count / 2)), endsConnection: true),
                bytes.count
            )
        case .misannounced, .last: (BodyStream(start: bytes, endsConnection: true), bytes.count)
        default: (BodyStream(start: bytes), bytes.count)
        }
    }

    private var bytes: [UInt8] {
        switch body {
        case .json(let json): json.text
        case .bytes(let bytes): bytes
        case .padded: []
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
    static func date(_ instant: Instant) -> String {
        let civil = Civil(instant)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let day = days[(instant - civil.secondOfDay) / 86400 % 7]
        let month = months[civil.month - 1]
        return "\(day), \(pad(civil.day)) \(month) \(civil.year) \(civil.time) GMT"
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 300..<400: "Redirect"
        case 400..<500: "Refused"
        default: "Failed"
        }
    }
}
