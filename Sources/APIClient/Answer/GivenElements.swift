/// The elements of a list; a `null` among them does not count as one.
struct GivenElements<Element: Decodable>: Decodable {
    let elements: [Element]

    init(from decoder: any Decoder) throws {
        elements = try decoder.singleValueContainer().decode([Element?].self).compactMap(\.self)
    }
}
