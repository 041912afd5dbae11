/// What a page's entries are; also the record type of its box.
package enum PageKind: UInt16, CaseIterable, Sendable {
    case keys = 16
    case profiles = 17
    case journal = 18
    /// Which key has which name.
    case names = 19

    /// So many entries stand in one page before there is a second.
    var mostInOnePage: Int { self == .names ? 256 : 64 }

    /// So many entries a page has on average once there are several.
    var usualLoad: Int { mostInOnePage / 2 }
}
