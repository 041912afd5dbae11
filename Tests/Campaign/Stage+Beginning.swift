import Foundation
import VaultTestSupport

/// A prepared stage from which many histories begin, each as if it were the first: what one has left changes no other.
extension Stage {
    private static let files = ["data", "state", "ran"]

    private var beginning: URL { home.root.appending(path: "beginning") }

    /// Keeps vault, state directory and OUTSCALE as they are.
    func keepBeginning() throws {
        try FileManager.default.createDirectory(at: beginning, withIntermediateDirectories: true)
        for name in Self.files { try copy(name, from: home.root, to: beginning) }
        try simulator.control("keep", "{}")
    }

    /// Begins again from what was kept.
    ///
    /// - Parameter seed: repeats what the simulator does at random.
    func begin(seed: UInt64) throws {
        try forgetCase()
        for name in Self.files { try copy(name, from: beginning, to: home.root) }
        try simulator.control("begin", "{\"seed\":\(seed)}")
    }

    /// Copies with modes and times, in place of what is there.
    private func copy(_ name: String, from: URL, to: URL) throws {
        let (source, target) = (from.appending(path: name), to.appending(path: name))
        try? FileManager.default.removeItem(at: target)
        guard FileManager.default.fileExists(atPath: source.path) else { return }
        try FileManager.default.copyItem(at: source, to: target)
    }
}
