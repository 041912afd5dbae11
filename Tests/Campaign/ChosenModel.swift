import ArgumentParser
import Foundation

/// What the simulated OUTSCALE is like in a case.
enum ChosenModel: Hashable, Sendable {
    case named(String)
    /// Drawn at random; the number repeats it.
    case drawn(seed: UInt64)

    static let usual = ChosenModel.named("default")

    /// Those that differ most, for what takes too long under all.
    static let mostUnlike = [
        "default", "lagging", "slow-activation", "clearing-updates", "strict-expiry", "tagless",
        "problem-json", "late-ceiling",
    ]

    /// - Parameter changes: fields that lie over it.
    func request(_ changes: [String] = []) -> String {
        let choice =
            switch self {
            case .named(let name): "\"name\":\"\(name)\""
            case .drawn(let seed): "\"seed\":\(seed)"
            }
        return "{\(([choice] + changes).joined(separator: ","))}"
    }

    /// What a case's title says of it; nothing of the usual one.
    var suffix: String {
        switch self {
        case .usual: ""
        case .named(let name): " under \(name)"
        case .drawn(let seed): " under model \(seed)"
        }
    }
}

/// Which models a campaign is run under.
struct ModelOptions: ParsableArguments {
    @Option(help: "The simulator's model, by its name; docs/simulator.md lists them.")
    var model: String?
    @Option(help: "Several models, one after the other: NAME,NAME…, 'unlike' or 'all'.")
    var models: String?

    /// Without a choice the usual one.
    func chosen() throws -> [ChosenModel] {
        if let model { return [.named(model)] }
        return switch models {
        case nil: [.usual]
        case "unlike": ChosenModel.mostUnlike.map(ChosenModel.named)
        case "all": try Stage.modelNames().map(ChosenModel.named)
        case let names?: names.split(separator: ",").map { .named(String($0)) }
        }
    }

    /// What makes a campaign run one case again.
    func repeating(_ title: String, _ model: ChosenModel) -> [String] {
        guard case .named(let name) = model, model != .usual else { return ["--case", title] }
        return ["--model", name, "--case", title]
    }
}
