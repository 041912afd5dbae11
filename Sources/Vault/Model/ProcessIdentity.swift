/// One process and no other: its number alone is given again to the next.
package struct ProcessIdentity: Hashable, Sendable {
    /// The kernel's random id of this boot: `/proc/sys/kernel/random/boot_id`.
    package let bootID: String
    /// The inode of the process namespace that the number counts in: each container has its own.
    package let namespace: UInt64
    package let number: Int32
    /// When the process started, in clock ticks since the boot: field 22 of `/proc/PID/stat`.
    package let startTime: UInt64

    package init(bootID: String, namespace: UInt64, number: Int32, startTime: UInt64) {
        self.bootID = bootID
        self.namespace = namespace
        self.number = number
        self.startTime = startTime
    }
}
