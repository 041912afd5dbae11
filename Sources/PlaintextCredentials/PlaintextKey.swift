/// An access key that stands in a file in plain text.
package struct PlaintextKey: Hashable, Sendable {
    /// What the file calls it: a profile's name, a Terraform resource's.
    package let name: String
    /// The profile that it belongs to in the file; `nil` if a file knows no profiles.
    package let profile: String?
    package let accessKeyID: String
    /// As the file says it; `nil` if it says nothing.
    package let region: String?
    package let endpoint: String?
    /// osc-cli's first form of an endpoint: the domain behind the region.
    package var host: String?
    /// The EIM user whom the file names as the owner.
    package var user: String?
    let secret: TextPlace
    /// What has to go so that the file holds the key no more.
    let removal: Removal

    /// How a file is made free of a key.
    enum Removal: Hashable, Sendable {
        /// Members of JSON objects go as a whole.
        case members(Set<Int>)
        /// The place's content goes, and an empty text stays.
        case content(Range<Int>)
        /// Whole lines go.
        case lines([Range<Int>])
    }
}

/// Where a text stands in a file, and how it is written there.
struct TextPlace: Hashable, Sendable {
    enum Notation: Hashable, Sendable {
        /// Between the quotes of a JSON string.
        case json
        /// As it is.
        case plain
    }

    let range: Range<Int>
    let notation: Notation
}

/// A text whose notation is broken.
struct UnreadableText: Error {}
