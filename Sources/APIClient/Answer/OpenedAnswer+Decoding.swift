import FoundationEssentials

extension OpenedAnswer {
    /// Reads the answer as a message.
    borrowing func decode<Message: Decodable>(_: Message.Type) throws(APIError) -> Message {
        do { return try JSONDecoder().decode(Message.self, from: json) } catch {
            throw .unexpected(Self.field(of: error))
        }
    }

    /// The path of the field that the decoder stumbled over.
    private static func field(of error: any Error) -> String {
        let path: [any CodingKey] =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): context.codingPath + [key]
            case .typeMismatch(_, let context), .valueNotFound(_, let context),
                .dataCorrupted(let context):
                context.codingPath
            default: []
            }
        return path.map(\.stringValue).joined(separator: ".")
    }
}

extension APIError {
    /// A successful answer that lacks what it must have.
    static func unexpected(_ field: String) -> APIError {
        .unreadable(UnreadableAnswer(.unexpectedContent(field: field), status: 200))
    }
}
