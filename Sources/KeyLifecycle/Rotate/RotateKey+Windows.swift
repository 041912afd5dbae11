package import FoundationEssentials
package import Vault

extension RotateKey {
    /// How long the old key outlives its replacement. A window that nobody has named has its usual length, and one that
    /// is open already keeps its end.
    package struct Windows: Sendable {
        /// Beside the new key.
        private let namedOverlap: Int64?
        /// Inactive.
        private let namedGrace: Int64?

        /// - Parameters:
        ///   - overlap: how long the old key still works once the new one has its name, in seconds; usually 0.
        ///   - grace: how long it stays inactive before it is deleted, in seconds; usually a day.
        package init(overlap: Int64? = nil, grace: Int64? = nil) {
            namedOverlap = overlap
            namedGrace = grace
        }

        /// Nothing waits.
        package static let none = Windows(overlap: 0, grace: 0)

        /// The same grace, and no overlap.
        var withoutOverlap: Windows { Windows(overlap: 0, grace: namedGrace) }

        package var overlapSeconds: Int64 { namedOverlap ?? 0 }
        package var graceSeconds: Int64 { namedGrace ?? 86_400 }

        /// A window that is open may be shortened, and the one after it; a longer one needs the rotation's undoing.
        package func shortening(_ rotation: Intent.Rotation, at now: Date) -> Intent.Rotation {
            var shorter = rotation
            switch rotation.phase {
            case .promoted(let end):
                shorter.phase = .promoted(retiredFrom: earlier(end, namedOverlap, now))
                shorter.graceSeconds = min(
                    rotation.graceSeconds, namedGrace ?? rotation.graceSeconds)
            case .retired(let end):
                shorter.phase = .retired(deletedFrom: earlier(end, namedGrace, now))
            case .replacing, .undoing: break
            }
            return shorter
        }

        private func earlier(_ end: Date, _ seconds: Int64?, _ now: Date) -> Date {
            seconds.map { min(end, now.addingTimeInterval(Double($0))) } ?? end
        }
    }
}
