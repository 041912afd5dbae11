import Foundation

/// Looks again and again until something is true: an event is waited for, never a time.
///
/// - Parameter seconds: when to give up. On a machine that runs every test at once, a program takes a hundred times as long
///   as alone.
/// - Returns: whether it came true.
@discardableResult
package func eventually(
    within seconds: Double = 120, _ isTrue: () throws -> Bool
) rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    var pause: UInt32 = 1_000
    while try !isTrue() {
        guard clock.now < end else { return false }
        usleep(pause)
        pause = min(pause * 2, 50_000)
    }
    return true
}
