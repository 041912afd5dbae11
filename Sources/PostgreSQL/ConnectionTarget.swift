/// One of the hosts that an address names.
struct ConnectionTarget: Hashable {
    let host: String
    /// A number that stands for the host's; empty to have the name looked up.
    let hostaddr: String
    let port: String

    /// A folder of sockets, or an abstract one; libpq's default where nothing is named.
    var isSocket: Bool {
        hostaddr.isEmpty && (host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@"))
    }

    /// Those that name this one alone. libpq passes over a word without a value.
    var words: [(String, String)] {
        [("host", host), ("hostaddr", hostaddr), ("port", port)].filter { !$0.1.isEmpty }
    }

    /// As libpq pairs its three lists; one port is for all.
    static func list(_ words: [String: String]) throws(DatabaseError) -> [ConnectionTarget] {
        let hosts = elements(words["host"])
        let addresses = elements(words["hostaddr"])
        let ports = elements(words["port"])
        let count = max(hosts.count, addresses.count, 1)
        func element(_ list: [String], _ index: Int) -> String {
            list.indices.contains(index) ? list[index] : ""
        }
        let targets = (0..<count).map { index in
            ConnectionTarget(
                host: element(hosts, index), hostaddr: element(addresses, index),
                port: ports.count == 1 ? ports[0] : element(ports, index))
        }
        // What is empty could not be told from what is not given.
        let isMixed = addresses.contains("") || (addresses.isEmpty && hosts.contains(""))
        guard count == 1 || !(isMixed || (ports.count > 1 && ports.contains(""))) else {
            throw .malformed(reason: "of several hosts, each must be named")
        }
        return targets
    }

    private static func elements(_ value: String?) -> [String] {
        guard let value, !value.isEmpty else { return [] }
        return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
