extension CloudModel {
    /// The model that this number repeats: each belief is drawn for itself.
    init(seed: UInt64) {
        var source = RandomSource.seeded(seed)
        self = .drawn(from: &source)
    }

    static func drawn(from source: inout RandomSource) -> CloudModel {
        ModelField.all.reduce(CloudModel()) { model, field in
            field.written(model, field.drawn(&source)) ?? model
        }
    }

    /// `{}` is the default; `{"seed": n}` and `{"name": …}` choose another; every other field
    /// changes the one chosen.
    init(request: JSON) throws(Refusal) {
        var model = CloudModel()
        if let seed = request["seed"] {
            guard let seed = seed.integer.flatMap(UInt64.init(exactly:)) else {
                throw Refusal(description: "A seed is a whole number from 0.")
            }
            model = CloudModel(seed: seed)
        }
        if let name = request["name"] {
            guard request["seed"] == nil else {
                throw Refusal(description: "A model has a seed or a name, not both.")
            }
            guard let found = name.string.flatMap(NamedModel.init(name:)) else {
                let names = NamedModel.all.map(\.name).joined(separator: ", ")
                throw Refusal(description: "There is no such model; there are \(names).")
            }
            model = found.model
        }
        guard let members = request.members else {
            throw Refusal(description: "A model is a JSON object.")
        }
        let rest = members.filter { $0.name != "seed" && $0.name != "name" }
        self = try model.changed(by: .object(rest))
    }
}
