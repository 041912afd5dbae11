import CPosix
import Glibc
import SecretMemory

/// The agent's process: one thread, one loop over the socket, its clients, signals and the clock.
package final class AgentServer {
    /// More clients wait in the kernel's queue until a place is free.
    static let mostClients = 16

    /// How many clients may wait.
    private static let backlog: Int32 = 128

    /// Locked memory is scarce: so many arenas of 128 KiB wait for a client.
    private static let mostSpare = 2

    private let listener: Int32
    private let holder: KeyHolder
    private let clock: AgentClock
    /// Seconds that a locked agent without a client stays; `nil` for ever.
    private let linger: Double?
    private let place: OwnPlace?
    private var clients: [ClientConnection] = []
    /// Of clients that have gone, for the next; a crowd's are given back.
    private var arenas: [Arena] = []
    private var lockedSince: Double?
    /// When the server takes clients again after the process had no descriptor left for one.
    private var acceptAgain = 0.0
    /// When it looks next whether its socket is still where clients look for it.
    private var lookAgain = 0.0

    /// Serves `listener`, a listening Unix socket, which belongs to the server from now on. A locked agent that had
    /// no client for `linger` seconds ends; with `nil` it never does.
    package init(listener: Int32, clock: AgentClock = .system, linger: Double?) {
        self.listener = listener
        self.clock = clock
        self.linger = linger
        holder = KeyHolder(clock: clock)
        place = OwnPlace(listener)
        _ = fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK)
        // Clients see who listened last: this process, not the one that made the socket.
        _ = Glibc.listen(listener, Self.backlog)
    }

    /// Serves until SIGTERM or SIGINT comes, its socket's file is gone, or a locked agent has lingered long
    /// enough.
    package func run() {
        let signals = vault_ending_signals()
        let clockChanges = vault_clock_changes()
        defer {
            holder.lock(.signalled)
            [signals, clockChanges, listener].forEach { close($0) }
        }
        while !hasLingered, !isDisplaced {
            var requests = pollRequests(signals, clockChanges)
            let ready = unsafe poll(&requests, nfds_t(requests.count), timeout)
            guard ready >= 0 || errno == EINTR else { return }
            if requests[1].revents != 0 { vault_forget_clock_changes(clockChanges) }
            holder.lockIfDue()
            guard requests[0].revents == 0 || !ends(by: signals) else { return }
            let start = clock.awake()
            if ready > 0 { serve(requests) }
            let busy = clock.awake() - start
            clients.forEach { $0.excuse(busy) }
            dropFinished()
        }
    }

    /// SIGHUP locks; the others end the agent.
    private func ends(by signals: Int32) -> Bool {
        while true {
            switch vault_next_ending_signal(signals) {
            case 0: return false
            case SIGHUP: holder.lock(.signalled)
            default: return true
            }
        }
    }

    private func pollRequests(_ signals: Int32, _ clockChanges: Int32) -> [pollfd] {
        let now = clock.awake()
        let accepts = clients.count < Self.mostClients && now >= acceptAgain
        // A negative descriptor is passed over.
        var requests = [signals, clockChanges, accepts ? listener : -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        for client in clients {
            let events = client.isAnswering ? POLLOUT : POLLIN
            requests.append(pollfd(fd: client.descriptor, events: Int16(events), revents: 0))
        }
        return requests
    }

    /// Milliseconds until something is due even if no client comes.
    private var timeout: Int32 {
        let now = clock.awake()
        var seconds = [lookAgain - now]
        if let left = holder.secondsLeft { seconds.append(left) }
        seconds += clients.map { $0.deadline - now }
        if acceptAgain > now { seconds.append(acceptAgain - now) }
        if let lockedSince, let linger { seconds.append(lockedSince + linger - now) }
        let shortest = max(0, seconds.min() ?? 0)
        return Int32((shortest * 1000).rounded(.up))
    }

    /// Looks every 20 seconds.
    private var isDisplaced: Bool {
        let now = clock.awake()
        guard now >= lookAgain else { return false }
        lookAgain = now + 20
        return place.map { !$0.isOurs } ?? false
    }

    private var hasLingered: Bool {
        let now = clock.awake()
        guard holder.isLocked, !holder.isWatching, clients.isEmpty, let linger else {
            lockedSince = nil
            return false
        }
        let since = lockedSince ?? now
        lockedSince = since
        return now - since >= linger
    }
}

// MARK: - Clients

extension AgentServer {
    private func serve(_ requests: [pollfd]) {
        for (client, request) in zip(clients, requests.dropFirst(3)) where request.revents != 0 {
            if client.isAnswering {
                client.send(now: clock.awake())
            } else {
                client.receive(clock, holder.answer(_:observed:in:))
                StackResidue.wipe(StackResidue.afterRequest)
            }
        }
        if requests[2].revents != 0 { accept() }
    }

    private func accept() {
        while clients.count < Self.mostClients {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else {
                if [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(errno) {
                    acceptAgain = clock.awake() + 0.1
                }
                return
            }
            guard ClientConnection.isOurs(descriptor) else {
                close(descriptor)
                continue
            }
            // The agent starts no other program, so nothing can inherit it meanwhile.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            clients.append(
                ClientConnection(
                    descriptor, arena: arenas.popLast() ?? Arena(), now: clock.awake()))
        }
    }

    /// Those that are done, and those that are too slow.
    private func dropFinished() {
        let now = clock.awake()
        clients.removeAll { client in
            guard client.isOver || client.deadline <= now else { return false }
            let arena = client.leave()
            if arenas.count < Self.mostSpare { arenas.append(arena) }
            return true
        }
    }
}
