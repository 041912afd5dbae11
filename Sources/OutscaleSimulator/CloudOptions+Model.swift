import ArgumentParser

extension CloudOptions {
    /// Nil when neither a model nor its seed was given.
    func model() throws -> CloudModel? {
        var fields: [JSON.Member] = []
        if let modelText { fields += try Self.fields(of: modelText) }
        if let modelSeed {
            fields.append(.init(name: "seed", value: JSON(Int(clamping: modelSeed))))
        }
        if fields.isEmpty, modelText == nil { return nil }
        do { return try CloudModel(request: .object(fields)) } catch {
            throw ValidationError(error.description)
        }
    }

    /// A model's name, or the fields of an object.
    private static func fields(of text: String) throws -> [JSON.Member] {
        guard text.hasPrefix("{") else { return [.init(name: "name", value: .string(text))] }
        guard let members = JSON(text: Array(text.utf8))?.members else {
            throw ValidationError("--model takes a model's name or a JSON object")
        }
        return members
    }
}
