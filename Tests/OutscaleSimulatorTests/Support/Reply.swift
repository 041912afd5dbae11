import Foundation

@testable import OutscaleSimulator

/// An HTTP answer, taken apart.
struct Reply {
    var status: Int
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8]

    /// Nil when not even a whole header came.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        self.status = status
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.last.map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        body = Array(text[end.upperBound...].utf8)
    }

    var json: JSON { JSON(text: body) ?? .null }
    var code: String? { json["Errors"]?.array?.first?["Code"]?.string }
    /// `401/1`, or `200`.
    var outcome: String { code.map { "\(status)/\($0)" } ?? "\(status)" }
}
