extension CloudModel {
    /// Why a model's JSON was refused, as a sentence.
    struct Refusal: Error, Equatable, CustomStringConvertible { var description: String }

    /// Every field, in the order of the table; `readLag` and `updateLeavingOut` are objects.
    var json: JSON {
        ModelField.all.reduce([:]) { object, field in
            object.adding(field.read(self), at: field.name.split(separator: ".").map(String.init))
        }
    }

    /// This model with the fields that the object names.
    func changed(by json: JSON) throws(Refusal) -> CloudModel {
        guard let members = json.members else {
            throw Refusal(description: "A model is a JSON object.")
        }
        var model = self
        for (name, value) in Self.leaves(members) {
            guard let field = ModelField.all.first(where: { $0.name == name }) else {
                throw Refusal(description: "A model has no field \(name).")
            }
            guard let changed = field.written(model, value) else {
                throw Refusal(description: "The model's field \(name) takes \(field.allowed).")
            }
            model = changed
        }
        return model
    }

    /// One line that names what differs from the default.
    var summary: String {
        let usual = CloudModel()
        let differences = ModelField.all
            .filter { $0.read(self) != $0.read(usual) }
            .map { "\($0.name) \(Self.plain($0.read(self)))" }
        return differences.isEmpty ? "the default" : differences.joined(separator: ", ")
    }

    /// The values with their dotted names: of an inner object each member is one.
    private static func leaves(_ members: [JSON.Member], under prefix: String = "")
        -> [(name: String, value: JSON)]
    {
        members.flatMap { member in
            let name = prefix + member.name
            guard let inner = member.value.members else { return [(name, member.value)] }
            return leaves(inner, under: name + ".")
        }
    }

    private static func plain(_ value: JSON) -> String {
        value.string ?? String(decoding: value.text, as: UTF8.self)
    }
}

extension JSON {
    /// This object with a value under one or more names, each the member of the one before.
    fileprivate func adding(_ value: JSON, at path: [String]) -> JSON {
        guard let name = path.first else { return value }
        var members = members ?? []
        let place = members.firstIndex { $0.name == name }
        let inner = place.map { members[$0].value } ?? [:]
        let member = Member(name: name, value: inner.adding(value, at: Array(path.dropFirst())))
        if let place { members[place] = member } else { members.append(member) }
        return .object(members)
    }
}
