/// A page as it stands in the file.
struct SealedPage {
    /// So many are read and opened together.
    static let atOnce = 64

    let id: RecordID
    let generation: UInt64
    let box: [UInt8]

    /// Opens pages together. Their kind stands inside the box, so any will do: a box opens as one type only.
    static func open(
        _ pages: [SealedPage], key: any VaultKey
    ) throws(VaultError) -> [OpenedBox] {
        let kinds = PageKind.allCases.map(\.rawValue)
        do throws(BatchError) {
            return try key.openEach(
                pages.map { page in
                    MetadataBox(
                        page.box, under: .page(page.id, generation: page.generation),
                        anyOf: kinds)
                })
        } catch {
            if case .operation(_, .damaged) = error {
                throw .damaged("a page does not open where it stands")
            }
            throw error.reason
        }
    }
}
