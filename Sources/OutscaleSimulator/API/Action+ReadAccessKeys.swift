extension Action {
    /// `Tag` filters beside `Filters`, not in it. An unknown id or state finds nothing.
    func readAccessKeys(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let lag = cloud.lagOfRead(lag(in: cloud.model))
        let found = cloud.keys(of: try owner(in: cloud), behind: lag)
            .filter { matches($0, in: cloud) }
        let entries = ordered(found, &cloud).map { $0.json(in: cloud.model, at: cloud.now) }
        let isTwice = cloud.model.duplicates == .each
        return ["AccessKeys": .array(isTwice ? entries + entries : entries)]
    }

    private var ids: [String]? { parameters["Filters"]?["AccessKeyIds"]?.strings }
    private var tag: String? { parameters["Tag"]?.string }

    private func lag(in model: CloudModel) -> Int {
        if ids != nil { return model.readLag.byID }
        return tag == nil ? model.readLag.lists : model.readLag.byTag
    }

    private func matches(_ key: AccessKey, in cloud: SimulatedCloud) -> Bool {
        let states = parameters["Filters"]?["States"]?.strings
        let state = key.shownState(in: cloud.model, at: cloud.now).rawValue
        return ids?.contains(key.id) ?? true && states?.contains(state) ?? true
            && hasTag(key, cloud.model.tagFilter)
    }

    private func hasTag(_ key: AccessKey, _ filter: CloudModel.TagFilter) -> Bool {
        guard let tag else { return true }
        return switch filter {
        case .exact: key.tag == tag
        case .prefix: key.tag?.hasPrefix(tag) ?? false
        case .ignored: true
        }
    }

    private func ordered(_ keys: [AccessKey], _ cloud: inout SimulatedCloud) -> [AccessKey] {
        switch cloud.model.listOrder {
        case .creation: return keys
        case .reversed: return keys.reversed()
        case .shuffled:
            // Fisher and Yates, from the series that a seed repeats.
            var keys = keys
            for place in keys.indices.dropFirst().reversed() {
                keys.swapAt(place, cloud.source.number(below: place + 1))
            }
            return keys
        }
    }
}
