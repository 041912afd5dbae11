/// A key's secret as it stands in the vault: a box, and the place that its key is derived from.
///
/// Whoever holds the vault's key can open it; nobody else learns more than its size.
package struct SealedSecret: Sendable {
    package let context: SealingContext
    package let type: UInt16
    package let box: [UInt8]

    package init(context: SealingContext, type: UInt16, box: [UInt8]) {
        self.context = context
        self.type = type
        self.box = box
    }
}
