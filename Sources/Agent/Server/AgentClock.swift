import Glibc

/// The two clocks that a lifetime is measured with, in seconds.
package struct AgentClock: Sendable {
    /// Counts while the machine sleeps, and nobody can set it: CLOCK_BOOTTIME.
    package let sinceBoot: @Sendable () -> Double
    /// Stands still while the machine sleeps: CLOCK_MONOTONIC.
    package let awake: @Sendable () -> Double

    package init(
        sinceBoot: @escaping @Sendable () -> Double, awake: @escaping @Sendable () -> Double
    ) {
        self.sinceBoot = sinceBoot
        self.awake = awake
    }

    package static let system = AgentClock(
        sinceBoot: { reading(CLOCK_BOOTTIME) }, awake: { reading(CLOCK_MONOTONIC) })

    /// How long the machine has slept since it was started, at least and at most: time may pass between two
    /// readings.
    var asleep: ClosedRange<Double> {
        let before = awake()
        let boot = sinceBoot()
        let after = max(before, awake())
        return (boot - after)...(boot - before)
    }

    private static func reading(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
