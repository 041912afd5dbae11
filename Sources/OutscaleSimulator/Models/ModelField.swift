/// One belief of a model by its name: how it is read, written and drawn at random.
struct ModelField: Sendable {
    /// As in the JSON, a dot before the inner name: `readLag.lists`.
    var name: String
    /// What may stand there, for the sentence that refuses anything else.
    var allowed: String
    var read: @Sendable (CloudModel) -> JSON
    /// Nil when the value is none that may stand there.
    var written: @Sendable (CloudModel, JSON) -> CloudModel?
    var drawn: @Sendable (inout RandomSource) -> JSON

    typealias Path<Value> = any WritableKeyPath<CloudModel, Value> & Sendable

    /// One of some words.
    /// - Parameter share: one draw in so many is another than the default, each as likely.
    static func choice<Value: Belief>(_ name: String, _ path: Path<Value>, oneIn share: Int = 2)
        -> ModelField
    {
        let usual = CloudModel()[keyPath: path]
        let others = Value.allCases.filter { $0 != usual }
        return ModelField(
            name: name,
            allowed: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            read: { .string($0[keyPath: path].rawValue) },
            written: { model, json in
                guard let value = json.string.flatMap(Value.init(rawValue:)) else { return nil }
                return model.with(path, value)
            },
            drawn: { source in
                guard source.number(below: share) == 0 else { return .string(usual.rawValue) }
                return .string(others[source.number(below: others.count)].rawValue)
            })
    }

    /// A whole number.
    /// - Parameters:
    ///   - range: what may be set.
    ///   - draws: what is drawn half of the time; otherwise it is the default.
    static func number(
        _ name: String, _ path: Path<Int>, in range: ClosedRange<Int>, draws: ClosedRange<Int>
    ) -> ModelField {
        let usual = CloudModel()[keyPath: path]
        return ModelField(
            name: name, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { JSON($0[keyPath: path]) },
            written: { model, json in
                guard let value = json.integer, range.contains(value) else { return nil }
                return model.with(path, value)
            },
            drawn: { source in
                guard source.flip() else { return JSON(usual) }
                return JSON(draws.lowerBound + source.number(below: draws.count))
            })
    }

    /// Seconds of a delay, drawn up to half a minute.
    static func delay(_ name: String, _ path: Path<Int>) -> ModelField {
        number(name, path, in: 0...86400, draws: 1...30)
    }
}

extension CloudModel {
    fileprivate func with<Value>(_ path: WritableKeyPath<CloudModel, Value>, _ value: Value)
        -> CloudModel
    {
        var model = self
        model[keyPath: path] = value
        return model
    }
}
