/// What the cloud is believed to be like.
extension Control {
    /// GET answers with the model; POST sets one: `{"seed": n}`, `{"name": …}`, or fields over the
    /// default.
    func model(_ request: WireRequest, _ body: JSON) throws(Failure) -> JSON {
        if request.method != "GET" {
            do throws(CloudModel.Refusal) { simulator.follow(try CloudModel(request: body)) } catch
            {
                throw .refused(error.description)
            }
        }
        let model = simulator.withState { $0.cloud.model }
        return ["model": model.json, "description": .string(model.summary)]
    }
}
